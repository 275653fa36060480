/* A facilitator's list: what can be given now, what was given and can be withdrawn, signing out. */
import { byId, find } from "../lib/page.js";
import { fill } from "../lib/times.js";
import { showGivenIn } from "./given-so-far.js";
import { forgetNumbers, tidyNumbers } from "./numbers.js";
import { forgetPages, keepPages } from "./offline.js";
import { showQueue } from "./queue-status.js";
import { send, state } from "./sending.js";
import { forgetSessionSecret } from "./session-secret.js";
import { forgetSlips, tidySlips } from "./slip-store.js";
import { clockOf, openAt } from "./windows.js";

const MINUTE_MS = 60_000;
const list = byId("held");
const words = JSON.parse(list.dataset.words ?? "{}");
const now = clockOf(list);

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
  forgetNumbers();
  forgetSlips();
  await forgetPages();
  form.submit();
}

byId("sign-out", "form").addEventListener("submit", signOut);
showGivenIn(/** @type {NodeListOf<HTMLDetailsElement>} */ (list.querySelectorAll(".given")), words);
tidyNumbers();
tidySlips();
forgetSessionSecret(); // of a sign-in whose answer was lost, though not its cookie
showAllOpen();
setInterval(showAllOpen, MINUTE_MS);
document.addEventListener("visibilitychange", showAllOpen);
showQueue();
keepPages();
