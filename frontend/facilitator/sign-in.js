/*
 * The secret comes in the fragment, which no server is sent: it leaves the address bar at once and
 * is given to the service in a body. Where no answer comes the link stands in its field, so that the
 * same can be sent again; nothing is sent again by itself.
 */
import { byId } from "../lib/page.js";
import { timeoutSignal } from "../lib/timeout.js";
import { forgetSessionSecret, sessionSecret } from "./session-secret.js";

const TIMEOUT_MS = 20_000;
const form = byId("sign-in", "form");
const field = byId("link", "input");
const status = byId("says");
let isWorking = false;

/** @param {string} key of the text: data-`key` of the element that shows it */
function showStatus(key) {
  status.textContent = status.dataset[key] ?? "";
  status.className = key === "working" ? "" : "note";
}

/**
 * What the service makes of a link: "" where it signs in, else the key of what to say.
 * @param {string} secret
 */
async function send(secret) {
  try {
    const answer = await fetch(form.dataset.session ?? "", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ secret, session: sessionSecret(secret, Date.now()) }),
      signal: timeoutSignal(TIMEOUT_MS),
    });
    if (answer.ok) return "";
    if (answer.status === 429) {
      const { error } = await answer.json();
      return error?.code === "too_many_failures" ? "limited" : "failed";
    }
    return answer.status < 500 ? "used" : "failed";
  } catch {
    return "failed";
  }
}

const linkOf = (/** @type {string} */ secret) => `${location.origin}${location.pathname}#${secret}`;

/**
 * Signs in with a link. Another that comes meanwhile stands in its field until it is sent.
 * @param {string} secret
 */
async function signIn(secret) {
  if (isWorking) {
    field.value = linkOf(secret);
    return;
  }
  isWorking = true;
  showStatus("working");
  const problem = await send(secret);
  isWorking = false;
  if (problem !== "failed") forgetSessionSecret();
  if (!problem) return location.replace(form.dataset.next ?? "");
  if (problem === "failed" && !field.value) field.value = linkOf(secret);
  showStatus(problem);
}

function readFragment() {
  const secret = location.hash.slice(1);
  if (!secret) return;
  history.replaceState(null, "", location.pathname);
  signIn(secret);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const secret = field.value.trim().split("#")[1];
  if (!isWorking) field.value = "";
  if (secret) signIn(secret);
  else showStatus("invalid");
});
addEventListener("hashchange", readFragment);
readFragment();
