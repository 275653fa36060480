// @ts-nocheck
/*
 * The secret comes in the fragment, which no server is sent: it leaves the address bar at once and
 * is given to the service once, in a body.
 */
import { byId } from "../lib/page.js";

const form = byId("sign-in", "form");
const says = byId("says");

const say = (what) => {
  says.textContent = says.dataset[what];
  says.className = what === "working" ? "" : "note";
};

async function signIn(secret) {
  say("working");
  try {
    const answer = await fetch(form.dataset.session, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ secret }),
    });
    if (answer.ok) return location.replace(form.dataset.next);
    say(answer.status < 500 && answer.status !== 429 ? "used" : "failed");
  } catch {
    say("failed");
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
  const secret = form.elements.link.value.trim().split("#")[1];
  form.elements.link.value = "";
  if (secret) signIn(secret);
  else say("invalid");
});
addEventListener("hashchange", readFragment);
readFragment();
