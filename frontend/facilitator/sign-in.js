/*
 * The secret comes in the fragment, which no server is sent: it leaves the address bar at once and
 * is given to the service once, in a body.
 */
import { byId } from "../lib/page.js";

const form = byId("sign-in", "form");
const status = byId("says");

/** @param {string} key of the text: data-`key` of the element that shows it */
function showStatus(key) {
  status.textContent = status.dataset[key] ?? "";
  status.className = key === "working" ? "" : "note";
}

/** @param {string} secret */
async function signIn(secret) {
  const { session = "", next = "" } = form.dataset;
  showStatus("working");
  try {
    const answer = await fetch(session, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ secret }),
    });
    if (answer.ok) return location.replace(next);
    showStatus(answer.status < 500 && answer.status !== 429 ? "used" : "failed");
  } catch {
    showStatus("failed");
  }
}

function readFragment() {
  const secret = location.hash.slice(1);
  if (!secret) return;
  history.replaceState(null, "", location.pathname);
  signIn(secret);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const link = byId("link", "input");
  const secret = link.value.trim().split("#")[1];
  link.value = "";
  if (secret) signIn(secret);
  else showStatus("invalid");
});
addEventListener("hashchange", readFragment);
readFragment();
