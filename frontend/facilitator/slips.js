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
let asked = 0; // how often for the list
let known = 0; // which of these answers is known here

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

/** Asks the service which slips there are. An older answer takes no newer one's place. */
async function listSlips() {
  const own = (asked += 1);
  const [{ slips }, tickets] = await Promise.all([
    request(`${SLIPS}?meeting_id=${encodeURIComponent(meeting)}`),
    givenOf(meeting),
  ]);
  if (own < known) return;
  known = own;
  replaceSlips(withListed(allSlips(), meeting, windows, slips, tickets));
  byId("unknown").textContent = "";
}

/** Asks for them where there may be a signal; what is known here is shown meanwhile. */
async function refresh() {
  try {
    await listSlips();
  } catch {
    if (!allSlips().some((slip) => slip.meeting === meeting)) {
      byId("unknown").textContent = navigator.onLine ? "" : words.unknown;
    }
  }
}

/**
 * Makes slips of an occurrence; resolves to them once the service has their hashes.
 * @param {import("./windows.js").Window} window
 */
async function prepared(window) {
  const wanted = Number(many.value);
  await listSlips(); // another device may have made some, which these must not take the place of
  const numbers = freeNumbers(slipsOf(window), wanted, most);
  const slips = numbers.map((number) => ({ number, ticket: makeTicket() }));
  if (!slips.length) return slips;
  const hashed = slips.map(async ({ number, ticket }) => ({ number, hash: await hashOf(ticket) }));
  await request(SLIPS, "POST", {
    meeting_id: meeting,
    starts_at: new Date(window.opens * 1000).toISOString(),
    slips: await Promise.all(hashed),
  });
  return slips;
}

/**
 * Prints new slips of an occurrence, or says why there are none.
 * @param {import("./windows.js").Window} window
 */
async function make(window) {
  const status = byId("prepare-says");
  const submit = find(byId("prepare"), "", "button");
  status.textContent = givenWords.working;
  submit.disabled = true;
  let slips;
  try {
    slips = await prepared(window);
  } catch (error) {
    const isAnswered = error instanceof Error && error.message.startsWith("answered");
    status.textContent = isAnswered ? words.refused : problem(error);
    return;
  } finally {
    submit.disabled = false;
  }
  if (!slips.length) {
    status.textContent = fill(words.full, { count: most });
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
