/*
 * Tickets on a facilitator's phone: made here, shown to one person at a time and blanked after each.
 * The text of a ticket is on the screen and in memory, and nowhere else.
 */
import { copyText } from "../lib/clipboard.js";
import { byId, ROOT } from "../lib/page.js";
import { symbolSvg } from "../lib/symbol.js";
import { fill } from "../lib/times.js";
import { keepPages } from "./offline.js";
import { showQueue } from "./queue-status.js";
import { enqueue, outcomeOf, state } from "./sending.js";
import { grouped, hashOf, makeTicket } from "./tickets.js";
import { clockOf, openAt } from "./windows.js";

const MINUTE_MS = 60_000;
const section = byId("ticket");
const { meeting = "", symbols } = section.dataset;
const words = JSON.parse(section.dataset.words ?? "{}");
/** @type {Record<string, string>} */
const spelling = Object.fromEntries(
  words.spelling.split(" ").map((/** @type {string} */ pair) => pair.split("=")),
);
/** @type {import("./windows.js").Window[]} */
const windows = JSON.parse(section.dataset.windows ?? "[]");
const now = clockOf(section);
const ADDRESS = new URL("t", ROOT).href;
const linkOf = (/** @type {string} */ ticket) => `${ADDRESS}#${ticket}`;
// without the library the characters and the link do
const encoder = symbols ? import(symbols).catch(() => null) : Promise.resolve(null);

/** @typedef {{ticket: string, hash: string}} Ticket */

/** @type {((link: string, code: string, level: string) => boolean[][]) | null} */
let symbolOf = null;
/** @type {Ticket | null} */
let current = null;
/**
 * The next ticket.
 * @type {Ticket | null}
 */
let prepared = null;
let preparing = Promise.resolve();
/**
 * Of the occurrence that the page is about.
 * @type {number | undefined}
 */
let start = windows[0]?.opens;

const onceField = () =>
  /** @type {HTMLInputElement} */ (byId("finished", "form").elements.namedItem("once"));

function prepare() {
  prepared = null;
  const ticket = makeTicket();
  preparing = hashOf(ticket).then((hash) => {
    prepared = { ticket, hash };
  });
  return preparing;
}

/**
 * Acts once the next ticket is ready: at once but for a moment after the last, when no tap is lost.
 * @param {() => unknown} action
 */
async function whenPrepared(action) {
  while (!prepared) await preparing;
  action();
}

/** @param {string} text */
function showStatus(text) {
  if (byId("says").textContent !== text) byId("says").textContent = text;
}

/** Nothing of the last ticket stays. */
function blank() {
  current = null;
  byId("qr").replaceChildren();
  for (const id of ["characters", "heard", "spelled", "copy-says"]) byId(id).textContent = "";
  onceField().value = "";
  byId("copy").textContent = words.copy;
}

function draw() {
  if (!current || !symbolOf) return;
  const modules = symbolOf(`${ADDRESS}#`, current.ticket, "M");
  byId("qr").replaceChildren(symbolSvg(modules, words.qr));
}

/** @param {Ticket} created */
function present(created) {
  current = created;
  const parts = grouped(created.ticket).split("-");
  byId("characters").textContent = grouped(created.ticket);
  byId("heard").textContent = parts.map((part) => [...part].join(" ")).join(", ");
  byId("spelled").textContent = parts
    .map((part) => [...part].map((character) => spelling[character] ?? character).join(" "))
    .join(", ");
  onceField().value = created.ticket;
  draw();
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
  blank();
  showClosed(text);
}

function closedText() {
  const coming = windows.find(({ opens }) => opens > now());
  return coming ? fill(words.closed, { when: coming.when }) : words.used_up;
}

/**
 * Shows a ticket for the next person; returns whether there is one.
 * @param {Ticket | null} created
 */
function next(created = prepared) {
  blank();
  const open = openAt(windows, now());
  const isAnother = open?.opens !== start || "kept" in section.dataset;
  start = open?.opens;
  if (!open || !created) {
    close(closedText());
    return false;
  }
  prepare();
  enqueue({ meeting, hash: created.hash, start: open.opens, until: open.until });
  showClosed("");
  if (isAnother) byId("when").textContent = open.when; // else the service's own words are better
  byId("redeem").textContent = open.redeem_says;
  present(created);
  showStatus("");
  return true;
}

/** A page that stays open goes on with the time: a ticket is never for an occurrence before. The
 * next is made by a tap alone. */
function keepUp() {
  const open = openAt(windows, now());
  if (open?.opens === start) return;
  blank();
  showClosed(open ? "" : closedText());
  byId("finished").hidden = true; // there is no ticket that it would belong to
}

function showOutcome() {
  if (!current) return;
  const outcome = outcomeOf(current.hash);
  if (outcome === "sent") showStatus(words.sent);
  else if (outcome === "waiting" || outcome === "untaken") showStatus(words.unsent);
  else if (outcome === "" || outcome === "unknown") showStatus("");
  else close(words.refused[outcome] ?? words.refused.other);
}

async function copy() {
  const isFresh = current && byId("copy").textContent !== words.copy_next;
  if (!isFresh && !next()) return;
  const link = linkOf(current?.ticket ?? "");
  const isCopied = await copyText(link);
  if (isCopied) byId("copy").textContent = words.copy_next;
  // refused: the link is shown, to be pressed and copied
  byId("copy-says").textContent = isCopied ? words.copied : fill(words.copy_failed, { link });
}

byId("next").addEventListener("click", () => whenPrepared(next));
byId("copy").addEventListener("click", () => whenPrepared(copy));
byId("finished").addEventListener("submit", (event) => {
  if (navigator.onLine && outcomeOf(current?.hash) !== "waiting") return;
  event.preventDefault();
  byId("finished-says").textContent = words.finished_offline;
});
addEventListener("pagehide", blank);
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) whenPrepared(() => current ?? next());
});
document.addEventListener("visibilitychange", keepUp);
setInterval(keepUp, MINUTE_MS);

await prepare();
section.hidden = false;
byId("finished-lead").hidden = false;
next();
showQueue(showOutcome);
keepPages();
symbolOf = (await encoder)?.symbol ?? null;
section.classList.toggle("unsymbolled", !symbolOf);
draw();
