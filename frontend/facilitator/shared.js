/* What a facilitator's pages have in common: the clock, the words on waiting tickets, the worker. */
import { counted } from "./counted.js";
import { forgetLost, keepSending, state } from "./ticket-queue.js";
import { fill } from "./times.js";

const HERE = import.meta.url;
const SCOPE = new URL("../facilitate", HERE).href;
const WORKER = new URL("../facilitate-worker.js", HERE).href;
const PATIENCE_MS = 2000;

export const byId = (id) => document.getElementById(id);

/**
 * Epoch seconds as the service counts them, where the page has just come from it; this device's
 * own for a page that was kept. `place` has data-now, and data-kept on a page that was kept.
 */
export function clockOf(place) {
  const ahead = "kept" in place.dataset ? 0 : place.dataset.now - Date.now() / 1000;
  return () => Date.now() / 1000 + ahead;
}

/** The window that is open at `now`, of two the later, as the service has it; undefined for none. */
export const openAt = (windows, now) =>
  windows.filter(({ opens, until }) => opens <= now && now < until).pop();

/** Lets the pages be opened without a signal. */
export function keepPages() {
  // where there is no worker (an old browser, a private window) the pages are simply not offline
  navigator.serviceWorker?.register(WORKER, { scope: SCOPE }).catch(() => {});
}

/** Takes the kept pages off this phone; resolves when they are gone. */
export async function forgetPages() {
  const registration = await navigator.serviceWorker?.getRegistration(SCOPE);
  const worker = registration?.active;
  if (!worker) return;
  const { port1, port2 } = new MessageChannel();
  const gone = new Promise((done) => { port1.onmessage = done; });
  worker.postMessage("sign-out", [port2]);
  await Promise.race([gone, new Promise((done) => setTimeout(done, PATIENCE_MS))]);
}

function waitingText(words) {
  const { waiting, signal, isKept } = state();
  if (!waiting || signal === "good" || signal === "unknown") return "";
  if (signal === "signed_out") return fill(words.signed_out_waiting, { count: waiting });
  if (!isKept) return fill(words.unkept, { count: waiting });
  return fill(signal === "untaken" ? words.untaken : words.waiting, { count: waiting });
}

function lostText(words, reason, count) {
  return counted(words.lost[reason] ?? words.lost.other, count);
}

/**
 * Keeps sending, and says in #waiting and #lost how that goes. `changed` is called as well whenever
 * that may have changed.
 */
export function tellQueue(changed = () => {}) {
  const words = JSON.parse(byId("queue").dataset.words);
  function show() {
    const lost = Object.entries(state().lost);
    const text = waitingText(words);
    if (byId("waiting").textContent !== text) byId("waiting").textContent = text;
    byId("lost").hidden = !lost.length;
    byId("lost-says").textContent = lost.map((one) => lostText(words, ...one)).join(" ");
    changed();
  }
  byId("lost-read").addEventListener("click", forgetLost);
  keepSending(show);
  show();
}
