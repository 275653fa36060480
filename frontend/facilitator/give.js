/*
 * Tickets on a facilitator's phone: made here, shown to one person at a time and blanked after each.
 * The text of a ticket is on the screen and in memory, and nowhere else. It is registered when it
 * is shown, copied or turned into a finished code by a tap, and never by opening the page.
 */
import { copyText } from "../lib/clipboard.js";
import { byId } from "../lib/page.js";
import { fill } from "../lib/times.js";
import { showGivenHere } from "./given-here.js";
import { prepare, take, whenPrepared } from "./next-ticket.js";
import { allGiven, note, onNumbers } from "./numbers.js";
import { keepPages } from "./offline.js";
import { showQueue } from "./queue-status.js";
import { enqueue, outcomeOf, state } from "./sending.js";
import { encoderFrom, linkOf, ticketView } from "./ticket-view.js";
import { clockOf, openAt } from "./windows.js";

const MINUTE_MS = 60_000;
const section = byId("ticket");
const { meeting = "", symbols } = section.dataset;
const words = JSON.parse(section.dataset.words ?? "{}");
/** @type {import("./windows.js").Window[]} */
const windows = JSON.parse(section.dataset.windows ?? "[]");
const now = clockOf(section);
const encoder = encoderFrom(symbols);
const view = ticketView(section, words);

/**
 * The ticket of the person who is served, shown or copied.
 * @type {import("./next-ticket.js").Ticket | null}
 */
let current = null;
let isCopied = false;
/**
 * Of the occurrence that the page is about.
 * @type {number | undefined}
 */
let start = windows[0]?.opens;

const showGiven = showGivenHere(meeting, () => start, words);
const onceField = () =>
  /** @type {HTMLInputElement} */ (byId("finished", "form").elements.namedItem("once"));

/** @param {string} text */
function showStatus(text) {
  if (byId("says").textContent !== text) byId("says").textContent = text;
}

/** Shows the buttons of the state that the page is in. */
function showButtons() {
  byId("show").className = current ? "" : "main";
  byId("next").hidden = !current;
  byId("again").hidden = !isCopied;
  byId("copy").textContent = isCopied ? words.copy_next : words.copy;
  byId("belongs").hidden = !current;
}

/** Nothing of the last ticket stays; the next one is nobody's yet. */
function clear() {
  current = null;
  isCopied = false;
  onceField().value = "";
  byId("copy-says").textContent = "";
  showStatus("");
  view.cover(words.covered);
  showButtons();
}

/**
 * Shows why no ticket can be given, instead of one; "" where one can.
 * @param {string} text
 */
function showClosed(text) {
  const isClosed = Boolean(text);
  section.classList.toggle("closed", isClosed);
  byId("finished").hidden = isClosed;
  byId("refused").textContent = text;
  byId("refused").hidden = !isClosed;
  byId("sign-in").hidden = !isClosed || state().signal !== "signed_out";
}

/** @param {string} text */
function close(text) {
  clear();
  showClosed(text);
}

function closedText() {
  const coming = windows.find(({ opens }) => opens > now());
  return coming ? fill(words.closed, { when: coming.when }) : words.used_up;
}

/** Shows what can be given now, covered. */
function begin() {
  clear();
  const open = openAt(windows, now());
  const isAnother = open?.opens !== start || "kept" in section.dataset;
  start = open?.opens;
  showClosed(open ? "" : closedText());
  if (!open) return;
  if (isAnother) byId("when").textContent = open.when; // else the service's own words are better
  byId("redeem").textContent = open.redeem_says;
  showGiven();
}

/** Makes the next person's ticket the current one, and registers it; returns whether there is one. */
function takeNext() {
  begin();
  const open = openAt(windows, now());
  current = open ? take() : null;
  if (!open || !current) return false;
  const { hash } = current;
  note({ meeting, hash, start: open.opens, until: open.redeem_until });
  enqueue({ meeting, hash, start: open.opens, until: open.until });
  onceField().value = current.ticket;
  showButtons();
  return true;
}

/** Shows the ticket of the person who is served. */
function show() {
  if (!current) return;
  const given = allGiven().find(({ hash }) => hash === current?.hash);
  view.present(current.ticket, given?.number ?? 1);
  byId("copy-says").textContent = "";
  showOutcome();
  byId("next").focus({ preventScroll: true });
}

/** A page that stays open goes on with the time: a ticket is never for an occurrence before. The
 * next is made by a tap alone. */
function keepUp() {
  if (openAt(windows, now())?.opens !== start) begin();
}

/** One that was taken back is on the screen no more, whoever did it. */
function leaveWithdrawn() {
  const isWithdrawn = allGiven().some(({ hash, withdrawn }) => withdrawn && hash === current?.hash);
  if (isWithdrawn) begin();
}

function showOutcome() {
  if (!current) return;
  const outcome = outcomeOf(current.hash);
  if (outcome === "sent") showStatus(view.isCovered() ? "" : words.sent);
  else if (outcome === "waiting" || outcome === "untaken") showStatus(words.unsent);
  else if (outcome === "" || outcome === "unknown") showStatus("");
  else close(words.refused[outcome] ?? words.refused.other);
}

/** Copies the link of the person who is served, whose symbol is nobody else's from then on. */
async function copy() {
  if (!current) return;
  const copied = current;
  const link = linkOf(copied.ticket);
  const isDone = await copyText(link);
  if (copied !== current) return; // the next person is served
  isCopied = isDone;
  view.cover(words.copied_cover);
  // refused: the link is shown, to be pressed and copied
  byId("copy-says").textContent = isCopied ? words.copied : fill(words.copy_failed, { link });
  showButtons();
  showOutcome();
}

byId("show").addEventListener("click", () =>
  whenPrepared(() => {
    if (current || takeNext()) show();
  }),
);
byId("next").addEventListener("click", () =>
  whenPrepared(() => {
    if (takeNext()) show();
  }),
);
byId("copy").addEventListener("click", () =>
  whenPrepared(() => {
    if ((current && !isCopied) || takeNext()) copy();
  }),
);
byId("again").addEventListener("click", copy);
byId("finished").addEventListener("submit", (event) => {
  if (!navigator.onLine || outcomeOf(current?.hash) === "waiting") {
    event.preventDefault();
    byId("finished-says").textContent = words.finished_offline;
  } else if (!current && !takeNext()) {
    event.preventDefault(); // the next ticket is not ready yet
    const choice = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (openAt(windows, now())) whenPrepared(() => choice?.click());
  }
});
addEventListener("pagehide", clear);
document.addEventListener("visibilitychange", keepUp);
setInterval(keepUp, MINUTE_MS);

await prepare();
section.hidden = false;
byId("finished-lead").hidden = false;
begin();
onNumbers(leaveWithdrawn);
showQueue(showOutcome);
keepPages();
view.drawWith(await encoder);
