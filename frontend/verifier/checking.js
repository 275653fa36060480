/* Checks codes against the lists, which are asked for anew when they get old. */
import { addressOf } from "../lib/page.js";
import { load as stored } from "../lib/storage.js";
import { check } from "./check-code.js";
import { isConfirmed } from "./confirmed.js";
import { data, seconds, times } from "./desk-page.js";
import { showLists } from "./facts.js";
import { loadLists } from "./trust.js";
import { CHOSEN } from "./trust-list.js";
import { withOthers } from "./whose.js";

const RELOAD_S = 300; // lists are asked for again after so long, when a code comes
const KEEP_FRESH_S = 1800; // and after so long without one
const RETRY_S = 15;
const OTHERS_WAIT_MS = 1500; // no sitting waits longer for another issuer's lists

/** @typedef {import("./check-code.js").Result} Result */
/** @typedef {import("./issuers.js").Found} Found */

const sample = JSON.parse(data.sample ?? "{}");
/** @type {import("./check-code.js").Verify | undefined} */
let verify;
/** @type {Awaited<ReturnType<typeof loadLists>> | null} */
let lists = null;
let askedAt = 0;
/** @type {Promise<void> | null} */
let asking = null;

/**
 * Fetches the lists.
 * @param {import("./check-code.js").Verify | undefined} checker the browser's own where undefined
 */
export async function startChecking(checker) {
  verify = checker;
  await trusted();
}

/**
 * The lists, asked for again where the last try is older than that.
 * @param {number} [maxAgeS]
 * @returns {Promise<import("./check-code.js").Trust>}
 */
async function trusted(maxAgeS = RELOAD_S) {
  if (!lists || seconds() - askedAt >= maxAgeS) {
    asking ??= ask();
    await asking;
  }
  return { .../** @type {NonNullable<typeof lists>} */ (lists), sample };
}

async function ask() {
  lists = await loadLists(addressOf(data.keys ?? ""), addressOf(data.withdrawals ?? ""));
  asking = null;
  askedAt = seconds();
  showLists(lists, times);
}

/** Waits until lists that are being asked for have come, or could not be had. */
export async function listsUnderWay() {
  await asking;
}

/** Asks for the lists again; those that are under way may not know what is new here. */
export async function refreshLists() {
  await asking;
  await trusted(0);
}

/** Asks for the lists again where they are old. */
export function keepListsFresh() {
  if (lists && seconds() - askedAt >= KEEP_FRESH_S) trusted(KEEP_FRESH_S);
}

/**
 * The outcome for one text, with whose it is; a key that is not in the list may be in a newer one.
 * @param {string} code
 * @returns {Promise<Found>}
 */
export async function checkText(code) {
  const by = (/** @type {import("./trust.js").Lists} */ trust) =>
    check(code, { ...trust, sample }, seconds(), verify);
  let own = await trusted();
  let found = await by(own);
  const isListed =
    !["keys", "withdrawals"].includes(found.reason ?? "") || found.outcome === "withdrawn";
  const isKnown = isListed && found.outcome !== "unknown_issuer";
  if (!isKnown && seconds() - askedAt >= RETRY_S) {
    own = await trusted(RETRY_S);
    found = await by(own);
  }
  const { organisation: name = "", issuers = "[]", others = "" } = data;
  if (isConfirmed(found) && found.outcome !== "sample") {
    return { ...found, issuer: { name, address: "", thumbprints: [] } };
  }
  const configured = JSON.parse(issuers);
  const hasOthers = configured.length > 0 || stored(CHOSEN) !== null;
  const how = { configured, byHand: true, check: by, waitMs: OTHERS_WAIT_MS, now: seconds() };
  return withOthers(found, own, hasOthers ? others : "", how);
}

/**
 * The same codes, with the outcome for each.
 * @param {import("../lib/find-codes.js").Found[]} codes
 */
export async function checkAll(codes) {
  const checked = [];
  for (const code of codes) checked.push({ ...code, found: await checkText(code.text) });
  return checked;
}
