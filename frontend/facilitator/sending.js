/*
 * Sends what waits on this phone: hashes of tickets, numbers of slips that were given, meetings and
 * times, never a ticket. On load, when the signal is back, and every minute while a page is open.
 */
import { inTurn } from "../lib/in-turn.js";
import { ROOT } from "../lib/page.js";
import { load, onChange, store } from "../lib/storage.js";
import { timeoutSignal } from "../lib/timeout.js";
import { drop, noteReferences } from "./numbers.js";
import { noteGiven } from "./slip-store.js";
import * as queues from "./ticket-queue.js";

const EVERY_MS = 60_000;
const TIMEOUT_MS = 15_000;
const TICKETS = new URL("v1/tickets", ROOT);
const SLIPS = new URL("v1/slips/given", ROOT);
const KEY = new URL("facilitate", ROOT).pathname;
const FINAL = [
  "outside_issuing_window",
  "too_many",
  "not_offered",
  "not_your_meeting",
  "no_schedule",
  "slip_unknown",
  "ticket_withdrawn",
];
const GIVE_UP_AFTER_S = 7 * 86_400; // after the time to send it; no clock is that wrong
const WORST_FIRST = ["signed_out", "none", "untaken", "good"];

/**
 * "sent" or the reason why not, of each ticket's hash of this visit.
 * @type {Map<queues.Value, string>}
 */
const outcomes = new Map();
/** @type {(() => void)[]} */
const listeners = [];
/**
 * The queue, where the browser refuses to store it.
 * @type {queues.Queue | null}
 */
let unstored = null;
let signal = "unknown"; // or one of WORST_FIRST
const soon = inTurn();

const current = () => unstored ?? queues.readQueue(load(KEY));

/** @param {queues.Queue} queue */
function replace(queue) {
  const isEmpty = !queue.waiting.length && !Object.keys(queue.lost).length;
  // refused or full: it lasts as long as the page does, which says so
  unstored = store(KEY, isEmpty ? null : queue) ? null : queue;
}

function notifyListeners() {
  for (const listener of listeners) listener();
}

/**
 * @param {queues.Batch} batch
 * @param {queues.Value[]} values
 * @param {string} reason
 */
function refuse(batch, values, reason) {
  if (!batch.isSlips) {
    for (const hash of values) outcomes.set(hash, reason);
    drop(values);
  }
  replace(queues.withoutRefused(current(), batch, values, reason));
}

/**
 * @param {queues.Batch} batch
 * @param {Map<queues.Value, string>} taken references, by hash or number
 */
function settle(batch, taken) {
  if (batch.isSlips) {
    noteGiven(batch.meeting, batch.start, taken);
  } else {
    for (const hash of taken.keys()) outcomes.set(hash, "sent");
    noteReferences(taken);
  }
  replace(queues.withoutSent(current(), batch, [...taken.keys()]));
}

/**
 * Resolves to the status and body of the service's answer; to null without one.
 * @param {queues.Batch} batch
 */
async function post(batch) {
  try {
    const response = await fetch(batch.isSlips ? SLIPS : TICKETS, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(queues.bodyOf(batch)),
      keepalive: true, // what was begun goes on when the page is left
      signal: timeoutSignal(TIMEOUT_MS),
    });
    return { status: response.status, body: await response.json() };
  } catch {
    return null; // no signal, or what came was no answer of the service
  }
}

/**
 * Sends one request's worth; resolves to how that went, as one of WORST_FIRST.
 * @param {queues.Batch} batch
 * @returns {Promise<string>}
 */
async function sendBatch(batch) {
  const { values } = batch;
  const answer = await post(batch);
  if (!answer || answer.status >= 500 || answer.status === 429) return "none";
  if (answer.status === 401) return "signed_out";
  const taken = answer.status === 201 ? queues.takenIn(batch, answer.body) : null;
  if (taken) {
    settle(batch, taken);
    const remaining = values.filter((value) => !taken.has(value));
    // the next answer says why
    if (remaining.length && taken.size) return sendBatch({ ...batch, values: remaining });
    refuse(batch, remaining, "refused");
    return "good";
  }
  const { error } = answer.body ?? {};
  const isFinal = FINAL.includes(error?.code);
  // anything else may pass: a service that is changing, or something between that answers for it
  if (!isFinal && Date.now() / 1000 < batch.until + GIVE_UP_AFTER_S) return "untaken";
  const isLate = !isFinal || error.code === "outside_issuing_window";
  refuse(batch, values, isLate ? "late" : error.code);
  return "good";
}

async function sendAll() {
  /** @type {string[]} */
  const found = [];
  for (const batch of queues.batches(current())) {
    found.push(await sendBatch(batch));
    if (found.includes("none") || found.includes("signed_out")) break;
  }
  signal = WORST_FIRST.find((each) => found.includes(each)) ?? signal;
  notifyListeners();
}

/** Sends what waits; resolves when that was tried. */
export const send = () => soon(sendAll);

/**
 * Puts some into the queue and sends them.
 * @param {...queues.Entry} entries
 */
export function enqueue(...entries) {
  replace(entries.reduce(queues.withEntry, current()));
  send();
}

/**
 * "sent", "waiting" for a signal, "untaken" so far, or the reason why the service did not take it;
 * "" while it is on its way.
 * @param {string | undefined} hash
 */
export function outcomeOf(hash) {
  const outcome = outcomes.get(hash ?? "");
  if (outcome) return outcome;
  if (signal === "none") return "waiting";
  return signal === "good" ? "" : signal;
}

/**
 * The numbers of the slips of an occurrence that wait to be marked as given.
 * @param {string} meeting
 * @param {number} start
 */
export const waitingSlips = (meeting, start) =>
  current().waiting.flatMap((entry) =>
    entry.slip !== undefined && entry.meeting === meeting && entry.start === start
      ? [entry.slip]
      : [],
  );

/**
 * How many wait; how many are lost, by reason; how the last sending went; whether this browser
 * stores them.
 */
export function state() {
  const { waiting, lost } = current();
  return { waiting: waiting.length, lost, signal, isStored: unstored === null };
}

/** Forgets those that are lost, which have been read about. */
export function forgetLost() {
  replace({ ...current(), lost: {} });
  notifyListeners();
}

/**
 * Calls back whenever something changes, and keeps sending.
 * @param {() => void} changed
 */
export function keepSending(changed) {
  listeners.push(changed);
  const sendWaiting = () => {
    if (current().waiting.length) send();
  };
  addEventListener("online", sendWaiting);
  addEventListener("offline", () => {
    signal = "none";
    notifyListeners();
  });
  onChange(KEY, notifyListeners);
  setInterval(sendWaiting, EVERY_MS);
  sendWaiting();
}
