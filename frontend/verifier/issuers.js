/*
 * Checks by the lists of other issuers. Loaded when a code comes that this service's own keys do not
 * account for.
 */
import { isConfirmed } from "./confirmed.js";
import { listAddresses, loadLists, storedLists } from "./trust.js";
import { otherIssuers } from "./trust-list.js";

const LISTS_LAST = 30 * 86400;
const RELOAD_S = 300;
const RETRY_S = 15;

/** @typedef {import("./check-code.js").Result} Result */
/** @typedef {import("./trust.js").Lists} Lists */
/** @typedef {import("./trust-list.js").Issuer} Issuer */
/** @typedef {Result & {issuer?: Issuer}} Found */

/**
 * When an issuer was asked last, and what it answered. `answered` resolves when that has come, or has
 * been waited for long enough.
 * @typedef {{at: number, lists: Lists | null, isUnderWay: boolean, answered: Promise<void>}} Asked
 */
/** @type {Map<string, Asked>} */
const asked = new Map();

/**
 * Asks an issuer for its lists, where the last answer is old; tells the page when they have come.
 * @param {Issuer} issuer
 * @param {number} now
 * @param {number} waitMs how long they are waited for, by whom ever
 */
function ask({ address }, now, waitMs) {
  const entry = asked.get(address) ?? {
    at: 0,
    lists: null,
    isUnderWay: false,
    answered: Promise.resolve(),
  };
  asked.set(address, entry);
  const { keysFetchedAt = 0, withdrawalsFetchedAt = 0 } = entry.lists ?? {};
  const isFresh = now - Math.min(keysFetchedAt ?? 0, withdrawalsFetchedAt ?? 0) < RELOAD_S;
  if (entry.isUnderWay || isFresh || now - entry.at < RETRY_S) return entry;
  const { keys, withdrawals } = listAddresses(address);
  entry.at = now;
  entry.isUnderWay = true;
  const coming = loadLists(keys, withdrawals).then((lists) => {
    entry.lists = lists;
    entry.isUnderWay = false;
    dispatchEvent(new Event("issuerlists"));
  });
  const late = new Promise((resolve) => setTimeout(resolve, waitMs));
  entry.answered = Promise.race([coming, late]);
  return entry;
}

/**
 * @typedef {object} Asking
 * @property {Issuer[]} configured by the service's setting
 * @property {boolean} byHand whether issuers of a file count, too
 * @property {(lists: Lists) => Promise<Result>} check by which lists
 * @property {number} waitMs how long lists are waited for
 * @property {number} now
 */

/**
 * What the lists of other issuers say of a code that this service's own keys do not account for.
 * Where lists are still on their way after that time, what is known without them: "issuerlists" is
 * sent to the window when they have come.
 * @param {Found} found by this service's own lists
 * @param {Lists} own
 * @param {Asking} asking
 * @returns {Promise<Found>}
 */
export async function checkElsewhere(found, own, { configured, byHand, check, waitMs, now }) {
  const issuers = otherIssuers(configured).filter(({ isAsked }) => byHand || isAsked);
  // nobody else is asked about a code that may be this service's own
  const isFresh = own.keysFetchedAt !== null && now - own.keysFetchedAt <= LISTS_LAST;
  const mayAsk = isFresh && found.outcome !== "not_genuine";
  const asking = mayAsk ? issuers.filter((one) => one.isAsked) : [];
  await Promise.all(asking.map((one) => ask(one, now, waitMs).answered));
  const all = await Promise.all(
    issuers.map(async ({ isAsked, ...issuer }) => {
      const got = isAsked ? asked.get(issuer.address)?.lists : null;
      const kept = storedLists(issuer.address); // a file's may be newer, and storage refused
      const isNewer = (got?.keysFetchedAt ?? 0) > (kept.keysFetchedAt ?? 0);
      return { ...(await check(got && isNewer ? got : kept)), issuer };
    }),
  );
  const confirmed = all.find(isConfirmed);
  if (confirmed) return confirmed;
  const isRefused = [found, ...all].some(({ outcome }) => outcome === "not_genuine");
  if (isRefused) return { outcome: "not_genuine" };
  const isNobodys = [found, ...all].every(({ outcome }) => outcome === "unknown_issuer");
  if (isNobodys) return found;
  const reason = found.outcome === "unknown_issuer" ? "others" : "keys"; // whose lists are missing
  return { outcome: "could_not_check", reason };
}
