/*
 * The tickets that wait on this phone until the service has them: hashes, meetings and times, never
 * a ticket. Sent on load, when the signal is back, and every minute while a page is open.
 */
import * as tickets from "./tickets.js";

const EVERY_MS = 60_000;
const PATIENCE_MS = 15_000;
const HERE = import.meta.url;
const ADDRESS = new URL("../v1/tickets", HERE);
const KEY = new URL("../facilitate", HERE).pathname;

const outcomes = new Map(); // hash -> "sent" or the reason why not, of this visit
const listeners = [];
let unstored = null; // the queue, where the browser refuses to keep it
let signal = "unknown"; // "good" | "none" | "signed_out"
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
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return { status: answer.status, body: await answer.json() };
  } catch {
    // no signal, or what came was no answer of the service
    return null;
  }
}

/** Sends one request's worth; whether it makes sense to go on. */
async function sendSome(batch) {
  const { hashes } = batch;
  const answer = await post(batch);
  if (!answer || answer.status >= 500 || answer.status === 429) {
    signal = "none";
    return false;
  }
  if (answer.status === 401) {
    signal = "signed_out";
    return false;
  }
  signal = "good";
  if (answer.status === 201) {
    const { registered } = answer.body;
    for (const hash of registered) outcomes.set(hash, "sent");
    store(tickets.sent(load(), registered));
    const left = hashes.filter((hash) => !registered.includes(hash));
    if (left.length && registered.length) return sendSome({ ...batch, hashes: left }); // which says why
    refuse(left, "refused");
    return true;
  }
  const { code } = answer.body.error;
  refuse(hashes, code === "outside_issuing_window" ? "late" : code);
  return true;
}

async function sendAll() {
  for (const batch of tickets.batches(load())) {
    if (!(await sendSome(batch))) break;
  }
  tell();
}

/** Sends what waits; resolves when that was tried. */
export function send() {
  sending = sending.then(sendAll);
  return sending;
}

/** Puts one into the queue and sends it. entry: {meeting, hash, start, until}. */
export function enqueue(entry) {
  store(tickets.added(load(), entry));
  send();
}

/** "sent", "waiting", or the reason why the service did not take it; "" while it is on its way. */
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
