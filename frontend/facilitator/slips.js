/*
 * Slips of a meeting: made and printed here, and marked as given on the day. What the service keeps
 * of a slip is its ticket's hash, which redeems nothing until it is marked.
 */
import { byId, element, find, ROOT } from "../lib/page.js";
import { fill } from "../lib/times.js";
import { givenOf, problem, request, words as givenWords } from "./given-tickets.js";
import { freeNumbers, ofOccurrence, withListed } from "./known-slips.js";
import { keepPages } from "./offline.js";
import { showQueue } from "./queue-status.js";
import { clearPaper, fillPaper } from "./slip-paper.js";
import { slipMarks } from "./slip-marks.js";
import { allSlips, onSlips, replaceSlips } from "./slip-store.js";
import { encoderFrom } from "./ticket-view.js";
import { hashOf, makeTicket } from "./tickets.js";
import { clockOf } from "./windows.js";

const MINUTE_MS = 60_000;
const DAY_S = 86_400;
const SLIPS = new URL("v1/slips", ROOT).href;
const place = byId("slips");
const { meeting = "", symbols } = place.dataset;
const most = Number(place.dataset.most);
const words = JSON.parse(place.dataset.words ?? "{}");
/** @type {import("./windows.js").Window[]} */
const windows = JSON.parse(place.dataset.windows ?? "[]");
const now = clockOf(place);
const encoder = encoderFrom(symbols);
const { show: showMarks, isMarking } = slipMarks(meeting, now, words, refresh);
const which = byId("which", "select");
const many = byId("many", "input");

/** Those that slips can be prepared for now. */
function preparable() {
  const ahead = now() + Number(place.dataset.days) * DAY_S;
  return windows.filter(({ opens, until }) => opens <= ahead && now() < until);
}

const slipsOf = (/** @type {import("./windows.js").Window} */ { opens }) =>
  ofOccurrence(allSlips(), meeting, opens);

/** Shows the occurrences to prepare for, and the slips of the next that has any. */
function show() {
  const coming = preparable();
  byId("prepare").hidden = !coming.length;
  byId("none-coming").hidden = coming.length > 0;
  if (which.options.length !== coming.length) {
    which.replaceChildren(
      ...coming.map(({ opens, starts }) => {
        const option = element("option", "", starts);
        option.value = String(opens);
        return option;
      }),
    );
  }
  showMarks(coming.find((window) => slipsOf(window).length) ?? null);
  // one main action at a time: those that wait to be marked come first
  find(byId("prepare"), "button").className = isMarking() ? "" : "main";
}

/** Asks the service which slips there are; what is known here is shown meanwhile. */
async function refresh() {
  try {
    const [{ slips }, tickets] = await Promise.all([
      request(`${SLIPS}?meeting_id=${encodeURIComponent(meeting)}`),
      givenOf(meeting),
    ]);
    replaceSlips(withListed(allSlips(), meeting, windows, slips, tickets));
    byId("unknown").textContent = "";
  } catch {
    if (!allSlips().some((slip) => slip.meeting === meeting)) {
      byId("unknown").textContent = navigator.onLine ? "" : words.unknown;
    }
  }
}

/**
 * Makes slips of an occurrence and prints them, once the service has their hashes.
 * @param {import("./windows.js").Window} window
 */
async function make(window) {
  const status = byId("prepare-says");
  status.textContent = givenWords.working;
  await refresh(); // another device may have made some
  const numbers = freeNumbers(slipsOf(window), Number(many.value), most);
  if (!numbers.length) {
    status.textContent = fill(words.full, { count: most });
    return;
  }
  const slips = numbers.map((number) => ({ number, ticket: makeTicket() }));
  try {
    const hashed = slips.map(async ({ number, ticket }) => ({
      number,
      hash: await hashOf(ticket),
    }));
    await request(SLIPS, "POST", {
      meeting_id: meeting,
      starts_at: new Date(window.opens * 1000).toISOString(),
      slips: await Promise.all(hashed),
    });
  } catch (error) {
    const isAnswered = error instanceof Error && error.message.startsWith("answered");
    status.textContent = isAnswered ? words.refused : problem(error);
    return;
  }
  fillPaper(slips, window, await encoder, words);
  status.textContent = words.ready;
  byId("again").hidden = false;
  print();
  await refresh();
}

byId("prepare", "form").addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = preparable().find(({ opens }) => String(opens) === which.value);
  if (chosen) make(chosen);
});
byId("print").addEventListener("click", () => print());
addEventListener("pagehide", () => {
  clearPaper();
  byId("again").hidden = true;
  byId("prepare-says").textContent = "";
});

place.hidden = false;
show();
onSlips(show);
setInterval(show, MINUTE_MS);
document.addEventListener("visibilitychange", show);
showQueue(() => showMarks());
keepPages();
await refresh();
