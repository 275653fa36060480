/*
 * The check page: reads the code, fetches what is needed to check it, shows the outcome.
 * The code never leaves this device, and leaves the address bar at once.
 */
import { addressOf, byId, find, pageData } from "../lib/page.js";
import { fill, timesIn } from "../lib/times.js";
import { findChecker } from "./checker.js";
import { showFacts, showLists } from "./facts.js";
import { loadLists } from "./trust.js";
import { withOthers } from "./whose.js";

const { sample = "{}", ...script } = pageData();
const words = JSON.parse(script.words ?? "{}");

const OTHERS_WAIT_MS = 12000;

const result = byId("result");
const field = byId("token", "input");
const title = document.title;
const times = timesIn(words);

/** @typedef {import("./read-text.js").Read} Read */

/** @type {import("./trust-list.js").Issuer[]} */
const configured = JSON.parse(script.issuers ?? "[]");

/**
 * @param {import("./issuers.js").Found} found
 * @param {Read} read
 */
function show({ outcome, reason = "", attendance, issuer }, { token, complete }) {
  const template = byId(`o-${outcome}`, "template");
  const answer = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  for (const part of answer.querySelectorAll("[data-reason]")) {
    if (part.getAttribute("data-reason") !== reason) part.remove();
  }
  document.title = `${find(answer, ".word").textContent} ${title}`;
  const hosts = [location.host, script.own ?? "", issuer ? new URL(issuer.address).host : ""];
  // another issuer's site is named calmly, unless the code is confirmed as somebody else's
  complete(answer, hosts, attendance ? [] : configured);
  result.replaceChildren(answer);
  const passing = ["keys", "others", "withdrawals"].includes(reason) || outcome === "not_yet_valid";
  byId("again").hidden = !passing;
  const own = { name: script.organisation ?? "", address: "", thumbprints: [] };
  showFacts(attendance, words, times, outcome === "sample" ? undefined : (issuer ?? own));
  if (outcome === "genuine" && !issuer) offerToKeep(token);
}

/** Adds to the page what only some answers need: their words, and those of the keep button. */
async function addLater() {
  const { html } = await import(addressOf(script.later));
  if (!document.getElementById("keep-words")) document.body.insertAdjacentHTML("beforeend", html);
}

/**
 * Offers to keep a code; without a network, where the module may be missing, nothing is offered.
 * @param {string} token
 */
async function offerToKeep(token) {
  const checked = latest;
  const place = byId("keep");
  try {
    /** @type {[typeof import("./keep.js"), void]} */
    const [keep] = await Promise.all([import(addressOf(script.keep)), addLater()]);
    if (latest !== checked) return;
    Object.assign(place.dataset, byId("keep-words", "template").dataset);
    keep.offerToKeep(place, token);
  } catch {
    // it stays hidden
  }
}

async function trusted() {
  const lists = await loadLists(addressOf(script.keys), addressOf(script.withdrawals));
  return { ...lists, sample: JSON.parse(sample) };
}

/** @returns {Promise<typeof import("./check-here.js")>} */
const loadCheck = () => import(addressOf(script.check));

/**
 * What a text holds; without a network, where the modules may be missing, the text itself.
 * @param {string} text
 * @returns {Promise<Read>}
 */
async function readText(text) {
  try {
    /** @type {[typeof import("./read-text.js"), void]} */
    const [reader] = await Promise.all([import(addressOf(script.reader)), addLater()]);
    return reader.readText(text);
  } catch {
    return alone(text);
  }
}

/**
 * A text that is a code by itself.
 * @param {string} token
 * @returns {Read}
 */
const alone = (token) => ({ token, open: "", complete() {} });

/** @type {Awaited<ReturnType<typeof findChecker>>} */
let checker = null;
let latest = { text: "" }; // what was given last: an answer to anything else is not shown

/**
 * Leaves the code to the form, which sends it.
 * @param {string} text
 */
function giveUp(text) {
  checker = null;
  byId("sent").hidden = false;
  byId("kept").hidden = true;
  byId("intro").hidden = false;
  result.textContent = "";
  field.value = text;
}

/**
 * The outcome for a text, how it was read, and by which lists.
 * @param {string} text
 * @param {NonNullable<typeof checker>} checker
 */
async function outcomeOf(text, { verify }) {
  const [trust, { check }] = await Promise.all([trusted(), loadCheck()]);
  let read = alone(text);
  const now = Math.floor(Date.now() / 1000);
  const by = (/** @type {import("./trust.js").Lists} */ lists) =>
    check(read.token, { ...lists, sample: trust.sample }, now, verify);
  const asking = { configured, byHand: false, check: by, waitMs: OTHERS_WAIT_MS, now };
  /** @type {import("./issuers.js").Found} */
  let found = /^[A-Z2-7]+$/.test(text) // as a link of this site's own has it; anything else is searched
    ? await by(trust)
    : { outcome: "unreadable" };
  if (found.outcome === "unreadable") {
    read = await readText(text);
    found = read.open ? { outcome: read.open } : await by(trust);
  }
  found = await withOthers(found, trust, (configured.length && script.others) || "", asking);
  return { found, read, trust };
}

/** @param {string} text */
async function examine(text) {
  const given = (latest = { text });
  field.value = text; // should it not be possible to check here, the form has it
  await opened;
  if (given !== latest) return;
  if (!checker) return giveUp(text);
  field.value = "";
  byId("intro").hidden = true;
  byId("again").hidden = true;
  byId("keep").hidden = true;
  showFacts(undefined, words, times);
  result.textContent = result.dataset.checking ?? "";
  const checked = await outcomeOf(text, checker).catch(() => {});
  if (given !== latest) return;
  if (!checked) return giveUp(text);
  showLists(checked.trust, times);
  show(checked.found, checked.read);
  scrollTo(0, 0);
}

/** Takes the code out of the address, and checks it. */
function takeFragment() {
  const fragment = location.hash.slice(1);
  if (!fragment || document.getElementById(fragment)) return;
  history.replaceState(null, "", location.href.split("#")[0]);
  examine(fragment);
}

byId("site").textContent = fill(byId("site").dataset.text ?? "", { host: location.host });
const opened = findChecker(addressOf(script.ed25519)).then((found) => {
  checker = found;
});
takeFragment();
addEventListener("hashchange", takeFragment);
await opened;
if (checker) {
  byId("sent").hidden = true;
  byId("kept").hidden = false;
  byId("check").addEventListener("submit", (event) => {
    if (!checker) return;
    event.preventDefault();
    examine(field.value);
  });
  byId("again").addEventListener("click", () => examine(latest.text));
  if (!latest.text) {
    loadCheck().catch(() => {}); // so that it is there without a network; asked for again with a code
    showLists(await trusted(), times);
  }
}
