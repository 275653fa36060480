// @ts-nocheck
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
const { meeting, symbols } = section.dataset;
const words = JSON.parse(section.dataset.words);
const spelling = Object.fromEntries(words.spelling.split(" ").map((one) => one.split("=")));
const windows = JSON.parse(section.dataset.windows);
const now = clockOf(section);
const ADDRESS = new URL("t", ROOT).href;
const linkOf = (ticket) => `${ADDRESS}#${ticket}`;
// without the library the characters and the link do
const encoder = symbols ? import(symbols).catch(() => null) : Promise.resolve(null);

let symbolOf = null;
let shown = null; // {ticket, hash}
let ready = null; // the next one
let start = windows[0]?.opens; // of the occurrence that the page is about

async function prepare() {
  ready = null;
  const ticket = makeTicket();
  ready = { ticket, hash: await hashOf(ticket) };
}

function say(text) {
  if (byId("says").textContent !== text) byId("says").textContent = text;
}

/** Nothing of the last ticket stays. */
function blank() {
  shown = null;
  byId("qr").replaceChildren();
  for (const id of ["characters", "heard", "spelled", "copy-says"]) byId(id).textContent = "";
  byId("finished").elements.once.value = "";
  byId("copy").textContent = words.copy;
}

function draw() {
  if (!shown || !symbolOf) return;
  const modules = symbolOf(`${ADDRESS}#`, shown.ticket, "M");
  byId("qr").replaceChildren(symbolSvg(modules, words.qr));
}

function present(made) {
  shown = made;
  const [first, second] = grouped(made.ticket).split("-");
  byId("characters").textContent = grouped(made.ticket);
  byId("heard").textContent = [first, second].map((part) => [...part].join(" ")).join(", ");
  const spelled = [first, second].map((part) => [...part].map((one) => spelling[one] ?? one));
  byId("spelled").textContent = spelled.map((part) => part.join(" ")).join(", ");
  byId("finished").elements.once.value = made.ticket;
  draw();
}

/** Shows why no ticket can be given, instead of one; "" where one can. */
function showClosed(text) {
  const isClosed = Boolean(text);
  section.classList.toggle("closed", isClosed);
  byId("finished").hidden = isClosed;
  byId("refused").textContent = text;
  byId("refused").hidden = !isClosed;
  byId("sign-in").hidden = !isClosed || state().signal !== "signed_out";
}

function close(text) {
  blank();
  showClosed(text);
}

function closedText() {
  const coming = windows.find(({ opens }) => opens > now());
  return coming ? fill(words.closed, { when: coming.when }) : words.used_up;
}

/** A ticket for the next person; whether there is one. */
function next() {
  blank();
  const open = openAt(windows, now());
  const isAnother = open?.opens !== start || "kept" in section.dataset;
  start = open?.opens;
  if (!open) {
    close(closedText());
    return false;
  }
  const made = ready;
  prepare();
  enqueue({ meeting, hash: made.hash, start, until: open.until });
  showClosed("");
  if (isAnother) byId("when").textContent = open.when; // else the service's own words are better
  byId("redeem").textContent = open.redeem_says;
  present(made);
  say("");
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

function tell() {
  if (!shown) return;
  const outcome = outcomeOf(shown.hash);
  if (outcome === "sent") say(words.sent);
  else if (outcome === "waiting" || outcome === "untaken") say(words.unsent);
  else if (outcome === "" || outcome === "unknown") say("");
  else close(words.refused[outcome] ?? words.refused.other);
}

async function copy() {
  const isFresh = shown && byId("copy").textContent !== words.copy_next;
  if (!isFresh && !next()) return;
  const link = linkOf(shown.ticket);
  const isCopied = await copyText(link);
  if (isCopied) byId("copy").textContent = words.copy_next;
  // refused: the link is shown, to be held and copied
  byId("copy-says").textContent = isCopied ? words.copied : fill(words.copy_failed, { link });
}

byId("next").addEventListener("click", () => {
  if (ready) next();
});
byId("copy").addEventListener("click", () => {
  if (ready) copy();
});
byId("finished").addEventListener("submit", (event) => {
  if (navigator.onLine && outcomeOf(shown?.hash) !== "waiting") return;
  event.preventDefault();
  byId("finished-says").textContent = words.finished_offline;
});
addEventListener("pagehide", blank);
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && ready && !shown) next();
});
document.addEventListener("visibilitychange", keepUp);
setInterval(keepUp, MINUTE_MS);

await prepare();
section.hidden = false;
byId("finished-lead").hidden = false;
next();
showQueue(tell);
keepPages();
symbolOf = (await encoder)?.symbol ?? null;
section.classList.toggle("unsymbolled", !symbolOf);
draw();
