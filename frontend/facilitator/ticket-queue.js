/*
 * The tickets that wait on this phone until the service has them: hashes, meetings and times, never
 * a ticket. Sent on load, when the signal is back, and every minute while a page is open.
 */
import { patience } from "./patience.js";
import * as tickets from "./tickets.js";

const EVERY_MS = 60_000;
const PATIENCE_MS = 15_000;
const HERE = import.meta.url;
const ADDRESS = new URL("../v1/tickets", HERE);
const KEY = new URL("../facilitate", HERE).pathname;
const FINAL = ["outside_issuing_window", "too_many", "not_offered", "not_your_meeting", "no_schedule"];
const GIVEN_UP_S = 7 * 86400; // after the time to send it; no clock is that wrong
const WORST_FIRST = ["signed_out", "none", "untaken", "good"];

const outcomes = new Map(); // hash -> "sent" or the reason why not, of this visit
const listeners = [];
let unstored = null; // the queue, where the browser refuses to keep it
let signal = "unknown"; // or one of WORST_FIRST
let sending = Promise.resolve();

const load = () => unstored ?? tickets.readQueue(read());

function read() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // refused: there is nothing then
    return null;
  }
}

function store(queue) {
  const isEmpty = !queue.waiting.length && !Object.keys(queue.lost).length;
  try {
    if (isEmpty) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(queue));
    unstored = null;
  } catch {
    // refused or full: it lasts as long as the page does, which says so
    unstored = queue;
  }
}

function tell() {
  for (const listener of listeners) listener();
}

function refuse(hashes, reason) {
  for (const hash of hashes) outcomes.set(hash, reason);
  store(tickets.refused(load(), hashes, reason));
}

/** {status, body} of the service's answer; null without one. */
async function post(batch) {
  try {
    const answer = await fetch(ADDRESS, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(tickets.bodyOf(batch)),
      keepalive: true, // what was begun goes on when the page is left
      signal: patience(PATIENCE_MS),
    });
    return { status: answer.status, body: await answer.json() };
  } catch {
    // no signal, or what came was no answer of the service
    return null;
  }
}

/** Sends one request's worth; how that went, as one of WORST_FIRST. */
async function sendSome(batch) {
  const { hashes } = batch;
  const answer = await post(batch);
  if (!answer || answer.status >= 500 || answer.status === 429) return "none";
  if (answer.status === 401) return "signed_out";
  const { registered, error } = answer.body ?? {};
  if (answer.status === 201 && Array.isArray(registered)) {
    for (const hash of registered) outcomes.set(hash, "sent");
    store(tickets.sent(load(), registered));
    const left = hashes.filter((hash) => !registered.includes(hash));
    if (left.length && registered.length) return sendSome({ ...batch, hashes: left }); // which says why
    refuse(left, "refused");
    return "good";
  }
  const isFinal = FINAL.includes(error?.code);
  // anything else may pass: a service that is changing, or something between that answers for it
  if (!isFinal && Date.now() / 1000 < batch.until + GIVEN_UP_S) return "untaken";
  const isLate = !isFinal || error.code === "outside_issuing_window";
  refuse(hashes, isLate ? "late" : error.code);
  return "good";
}

async function sendAll() {
  const found = [];
  for (const batch of tickets.batches(load())) {
    found.push(await sendSome(batch));
    if (found.includes("none") || found.includes("signed_out")) break;
  }
  signal = WORST_FIRST.find((one) => found.includes(one)) ?? signal;
  tell();
}

/** Sends what waits; resolves when that was tried. */
export function send() {
  sending = sending.then(sendAll, sendAll); // whatever became of the last one
  return sending;
}

/** Puts one into the queue and sends it. entry: {meeting, hash, start, until}. */
export function enqueue(entry) {
  store(tickets.added(load(), entry));
  send();
}

/**
 * "sent", "waiting" for a signal, "untaken" so far, or the reason why the service did not take it;
 * "" while it is on its way.
 */
export function outcomeOf(hash) {
  return outcomes.get(hash) ?? (signal === "none" ? "waiting" : signal === "good" ? "" : signal);
}

/** {waiting, lost, signal, isKept}: how many wait; how many are lost, by reason; whether this
 * browser keeps them. */
export function state() {
  const { waiting, lost } = load();
  return { waiting: waiting.length, lost, signal, isKept: unstored === null };
}

/** Those that are lost have been read about. */
export function forgetLost() {
  store({ ...load(), lost: {} });
  tell();
}

/** Calls `changed` whenever something changes, and keeps sending. */
export function keepSending(changed) {
  listeners.push(changed);
  const sendWaiting = () => {
    if (load().waiting.length) send();
  };
  addEventListener("online", sendWaiting);
  addEventListener("offline", () => {
    signal = "none";
    tell();
  });
  addEventListener("storage", ({ key }) => {
    if (key === KEY || key === null) tell();
  });
  setInterval(sendWaiting, EVERY_MS);
  sendWaiting();
}
