/* A facilitator's list: what can be given now, what was given and can be withdrawn, signing out. */
import { ask } from "../lib/dialog.js";
import { button, byId, element, find, ROOT } from "../lib/page.js";
import { plural } from "../lib/plurals.js";
import { timeoutSignal } from "../lib/timeout.js";
import { fill, momentAt, timesIn } from "../lib/times.js";
import { forgetPages, keepPages } from "./offline.js";
import { showQueue } from "./queue-status.js";
import { send, state } from "./sending.js";
import { clockOf, openAt } from "./windows.js";

const MINUTE_MS = 60_000;
const list = byId("held");
const words = JSON.parse(list.dataset.words ?? "{}");
const times = timesIn(words);
const now = clockOf(list);
const TICKETS = new URL("v1/tickets", ROOT).href;

// What can be given now: a page that stays open, or was kept, goes on with the time.

const isKept = "kept" in list.dataset;

/** @param {HTMLElement} item */
function showOpen(item) {
  /** @type {import("./windows.js").Window[]} */
  const windows = JSON.parse(item.dataset.windows ?? "[]");
  const open = openAt(windows, now());
  const coming = open ?? windows.find(({ opens }) => opens > now());
  const wasOpen = !find(item, ".now").hidden;
  if (!isKept && Boolean(open) === wasOpen) return; // the service's own words are better
  find(item, ".now").hidden = !open;
  find(item, ".later").hidden = Boolean(open);
  if (!coming) find(item, ".later").textContent = words.used_up;
  if (coming) find(item, ".due").textContent = coming.when;
  if (open) find(item, ".until").textContent = fill(words.until, { until: open.until_says });
}

function showAllOpen() {
  for (const item of list.querySelectorAll("[data-windows]")) {
    showOpen(/** @type {HTMLElement} */ (item));
  }
}

// What was given: references, which is all that there is

/**
 * One that was given, as the service lists it.
 * @typedef {object} Given
 * @property {string} reference
 * @property {string} starts_at ISO 8601
 * @property {boolean} withdrawn
 */

/**
 * The offset of an ISO 8601 time, in minutes.
 * @param {string} iso
 */
function offsetIn(iso) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(iso) ?? ["", "+", "0", "0"];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** @param {Date} moment */
function dateAndTime(moment) {
  return fill(words.when, { day: times.date(moment, words.date), time: times.timeOfDay(moment) });
}

/**
 * @param {string} address
 * @param {string} method
 */
async function request(address, method) {
  const answer = await fetch(address, { method, signal: timeoutSignal(15_000) });
  if (answer.status === 401) throw new Error(words.signed_out);
  if (!answer.ok) throw new Error(words.failed);
  return answer.json();
}

/**
 * @param {unknown} error
 * @returns {string}
 */
const problem = (error) =>
  error instanceof Error && error.message === words.signed_out ? error.message : words.failed;

/**
 * Asks once, then withdraws.
 * @param {HTMLDetailsElement} details
 * @param {string[]} references
 */
async function withdraw(details, references) {
  const [reference] = references;
  const question =
    references.length === 1
      ? fill(words.ask, { reference })
      : fill(words.ask_all, { count: references.length });
  if (!(await ask(question, "withdraw"))) return;
  const status = find(details, "[role=status]");
  let text = words.working;
  status.textContent = text;
  try {
    for (const each of references) await request(`${TICKETS}/${each}`, "DELETE");
    text = plural(words.withdrawn_count, references.length);
  } catch (error) {
    text = problem(error);
  }
  await showGiven(details, text);
  find(details, "summary").focus();
}

/**
 * @param {Given} ticket
 * @param {HTMLDetailsElement} details
 */
function rowOf(ticket, details) {
  const row = element("li");
  row.append(element("span", "reference", ticket.reference));
  if (ticket.withdrawn) {
    row.append(element("span", "quiet", words.withdrawn));
    return row;
  }
  const withdrawButton = button("", words.withdraw);
  withdrawButton.setAttribute(
    "aria-label",
    fill(words.withdraw_label, { reference: ticket.reference }),
  );
  withdrawButton.addEventListener("click", () => withdraw(details, [ticket.reference]));
  row.append(withdrawButton);
  return row;
}

/**
 * Those of one occurrence.
 * @param {Given[]} tickets
 * @param {HTMLDetailsElement} details
 */
function groupOf(tickets, details) {
  const { starts_at: start } = tickets[0];
  const occurrence = momentAt(Date.parse(start) / 1000, offsetIn(start));
  const rows = element("ol");
  rows.append(...[...tickets].reverse().map((ticket) => rowOf(ticket, details)));
  /** @type {HTMLElement[]} */
  const group = [element("h3", "", dateAndTime(occurrence)), rows];
  const remaining = tickets.filter(({ withdrawn }) => !withdrawn).map(({ reference }) => reference);
  if (remaining.length > 1) {
    const withdrawAll = button("", fill(words.withdraw_all, { count: remaining.length }));
    withdrawAll.addEventListener("click", () => withdraw(details, remaining));
    group.push(withdrawAll);
  }
  return group;
}

/**
 * @param {HTMLDetailsElement} details
 * @param {string} [text] what to say, where something was done
 */
async function showGiven(details, text = "") {
  const status = find(details, "[role=status]");
  const place = find(details, "div");
  if (!text) status.textContent = words.working;
  try {
    const address = `${TICKETS}?meeting_id=${encodeURIComponent(details.dataset.meeting ?? "")}`;
    /** @type {{tickets: Given[]}} */
    const { tickets } = await request(address, "GET");
    const starts = [...new Set(tickets.map(({ starts_at }) => starts_at))].reverse();
    const groups = starts.map((start) => tickets.filter(({ starts_at }) => starts_at === start));
    place.replaceChildren(...groups.flatMap((group) => groupOf(group, details)));
    status.textContent = text || (tickets.length ? "" : words.none);
  } catch (error) {
    place.replaceChildren();
    status.textContent = problem(error);
  }
}

// Signing out

/**
 * Sends what waits and takes the kept pages off this phone first.
 * @param {SubmitEvent} event
 */
async function signOut(event) {
  event.preventDefault();
  const form = byId("sign-out", "form");
  const status = byId("sign-out-says");
  if (state().waiting) {
    status.textContent = words.working;
    await send();
  }
  if (!navigator.onLine || (state().waiting && state().signal === "none")) {
    status.textContent = words.sign_out_offline;
    return;
  }
  await forgetPages();
  form.submit();
}

byId("sign-out", "form").addEventListener("submit", signOut);
for (const found of list.querySelectorAll(".given")) {
  const details = /** @type {HTMLDetailsElement} */ (found);
  details.hidden = false;
  details.addEventListener("toggle", () => {
    if (details.open) showGiven(details);
  });
}
showAllOpen();
setInterval(showAllOpen, MINUTE_MS);
document.addEventListener("visibilitychange", showAllOpen);
showQueue();
keepPages();
