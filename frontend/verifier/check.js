// @ts-nocheck
/*
 * The check page: reads the code, fetches what is needed to check it, shows the outcome.
 * The code never leaves this device, and leaves the address bar at once.
 */
import { offerToKeep } from "../lib/keep-button.js";
import { addressOf, byId, pageData } from "../lib/page.js";
import { fill, momentAt, offsetHere, timesIn } from "../lib/times.js";
import { canCheck, check } from "./check-code.js";
import { loadLists } from "./trust.js";

const script = pageData();
const words = JSON.parse(script.words);

const result = byId("result");
const field = byId("token");
const title = document.title;
const times = timesIn(words);

/** Each part is text or a node; text is never read as HTML. */
function tell(name, ...parts) {
  const fact = byId(`fact-${name}`);
  fact.hidden = !parts[0];
  fact.querySelector("bdi").replaceChildren(...parts);
}

function showFacts(said) {
  byId("facts").hidden = !said;
  if (!said) return;
  tell("meeting", said.name || words.leftOut);
  tell("place", said.place);
  tell("listed", ...times.whole(said.start, said.lengthMin, said.utcOffsetMin));
  tell("here", ...times.whole(said.start, said.lengthMin, offsetHere(said.start)));
  tell("reference", said.reference);
  tell("hand_in", times.date(momentAt(said.expiresAt, said.utcOffsetMin), words.plain));
  const listing = byId("listing");
  listing.hidden = !said.meetingId;
  listing.href = listing.getAttribute("href").replace(/[^/]*$/, said.meetingId);
}

function show({ outcome, reason, attendance }) {
  const verdict = byId(`o-${outcome}`).content.cloneNode(true);
  for (const part of verdict.querySelectorAll("[data-reason]")) {
    if (part.dataset.reason !== reason) part.remove();
  }
  document.title = `${verdict.querySelector(".word").textContent} ${title}`;
  byId("intro").hidden = true;
  result.replaceChildren(verdict);
  const passing = ["keys", "withdrawals"].includes(reason) || outcome === "not_yet_valid";
  byId("again").hidden = !passing;
  showFacts(attendance);
  if (outcome === "genuine") offerToKeep(byId("keep"), latest);
}

async function trusted() {
  const lists = await loadLists(addressOf(script.keys), addressOf(script.withdrawals));
  return { ...lists, sample: JSON.parse(script.sample) };
}

function showLists(trust) {
  const line = byId("lists");
  const ago = (epoch) => (epoch === null ? line.dataset.never : times.here(epoch));
  const [keys, withdrawals] = [trust.keysFetchedAt, trust.withdrawalsFetchedAt].map(ago);
  line.textContent = fill(line.dataset.text, { keys, withdrawals });
}

let checker = null;
let latest = "";

/** Leaves the code to the form, which sends it. */
function giveUp(text) {
  checker = null;
  byId("sent").hidden = false;
  byId("kept").hidden = true;
  byId("intro").hidden = false;
  result.textContent = "";
  field.value = text;
}

async function examine(text) {
  latest = text;
  if (!checker) return giveUp(text);
  field.value = "";
  byId("intro").hidden = true;
  byId("again").hidden = true;
  showFacts(null);
  byId("keep").hidden = true;
  result.textContent = result.dataset.checking;
  const trust = await trusted();
  let found;
  try {
    found = await check(text, trust, Math.floor(Date.now() / 1000), checker.verify);
  } catch {
    return giveUp(text);
  }
  // another may have been scanned meanwhile
  if (text !== latest) return;
  showLists(trust);
  show(found);
  scrollTo(0, 0);
}

/** Takes the code out of the address; "" where there is none. */
function takeFragment() {
  const fragment = location.hash.slice(1);
  if (!fragment || document.getElementById(fragment)) return "";
  history.replaceState(null, "", location.pathname + location.search);
  return fragment;
}

const fromLink = takeFragment();
// should it not be possible to check here, the form has the code
field.value = fromLink;

/** How to check here: by the browser itself, else with the bundled library; null for neither. */
async function ableChecker() {
  if (await canCheck()) return {};
  if (!script.ed25519) return null;
  try {
    return await import(addressOf(script.ed25519));
  } catch {
    return null;
  }
}

byId("site").textContent = fill(byId("site").dataset.text, { host: location.host });
checker = await ableChecker();
if (checker) {
  byId("sent").hidden = true;
  byId("kept").hidden = false;
  byId("check").addEventListener("submit", (event) => {
    if (!checker) return;
    event.preventDefault();
    examine(field.value);
  });
  byId("again").addEventListener("click", () => examine(latest));
}
addEventListener("hashchange", () => {
  const text = takeFragment();
  if (text) examine(text);
});
if (fromLink) examine(fromLink);
else if (checker) showLists(await trusted());
