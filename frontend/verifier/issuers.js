/*
 * The other issuers whose codes are checked here: those of the service's setting, whose lists are
 * fetched from their own addresses, and those of a file that was chosen by hand, whose lists come
 * from files only. Loaded when a code comes that this service's own keys do not account for.
 */
import { load as stored } from "../lib/storage.js";
import { isConfirmed } from "./confirmed.js";
import { listAddresses, loadLists, storedLists } from "./trust.js";

const CHOSEN = "issuers"; // where storage has those of a file
const RELOAD_S = 300;
const RETRY_S = 15;

/** @typedef {import("./check-code.js").Result} Result */
/** @typedef {import("./trust.js").Lists} Lists */

/**
 * @typedef {object} Issuer
 * @property {string} name as the trust list has it, never as a code or a list of keys does
 * @property {string} address without a final slash
 * @property {string[]} thumbprints of keys whose snapshots count
 */

/** @typedef {Issuer & {isAsked: boolean}} TrustedIssuer isAsked: lists are fetched */
/** @typedef {Result & {issuer?: Issuer}} Found */

/**
 * The other issuers; of one that is in both lists what the service's setting says, and all pins.
 * @param {Issuer[]} configured
 * @param {string} own this service's address
 * @returns {TrustedIssuer[]}
 */
export function otherIssuers(configured, own) {
  /** @type {Issuer[]} */
  const chosen = stored(CHOSEN) ?? [];
  const asked = configured.map((issuer) => ({
    ...issuer,
    thumbprints: [...issuer.thumbprints, ...pinsOf(issuer.address)],
    isAsked: true,
  }));
  const known = [own, ...configured.map(({ address }) => address)];
  const others = chosen.filter(({ address }) => !known.includes(address));
  return [...asked, ...others.map((issuer) => ({ ...issuer, isAsked: false }))];
}

/**
 * The thumbprints that were pinned by hand for an address.
 * @param {string} address
 */
export function pinsOf(address) {
  /** @type {Issuer[]} */
  const chosen = stored(CHOSEN) ?? [];
  return chosen.filter((issuer) => issuer.address === address).flatMap((one) => one.thumbprints);
}

/** @type {Map<string, {at: number, lists: Lists | null, asking: Promise<void> | null}>} */
const asked = new Map();

/**
 * Asks an issuer for its lists, where the last answer is old; tells the page when they have come.
 * @param {Issuer} issuer
 * @param {number} now
 */
function ask({ address }, now) {
  const entry = asked.get(address) ?? { at: 0, lists: null, asking: null };
  asked.set(address, entry);
  const isFresh = now - (entry.lists?.keysFetchedAt ?? 0) < RELOAD_S;
  if (entry.asking || isFresh || now - entry.at < RETRY_S) return entry;
  const { keys, withdrawals } = listAddresses(address);
  entry.at = now;
  entry.asking = loadLists(keys, withdrawals).then((lists) => {
    entry.lists = lists;
    entry.asking = null;
    dispatchEvent(new Event("issuerlists"));
  });
  return entry;
}

/**
 * What the lists of other issuers say of a code that this service's own keys do not account for.
 * Where lists are still on their way after that time, what is known without them: "issuerlists" is
 * sent to the window when they have come.
 * @param {Found} own what this service's own lists say
 * @param {TrustedIssuer[]} issuers
 * @param {{check: (lists: Lists) => Promise<Result>, mayAsk: boolean, waitMs: number, now: number}}
 * with check: by which lists; mayAsk: whether other hosts may be asked
 * @returns {Promise<Found>}
 */
export async function checkElsewhere(own, issuers, { check, mayAsk, waitMs, now }) {
  const asking = mayAsk ? issuers.filter((one) => one.isAsked).map((one) => ask(one, now)) : [];
  const pending = asking.filter((entry) => entry.asking && entry.at === now);
  if (pending.length) {
    const late = new Promise((resolve) => {
      setTimeout(resolve, waitMs);
    });
    await Promise.race([late, Promise.all(pending.map((entry) => entry.asking))]);
  }
  const all = await Promise.all(
    issuers.map(async ({ isAsked, ...issuer }) => {
      const lists = (isAsked && asked.get(issuer.address)?.lists) || storedLists(issuer.address);
      return { ...(await check(lists)), issuer };
    }),
  );
  const confirmed = all.find(isConfirmed);
  if (confirmed) return confirmed;
  const isRefused = [own, ...all].some(({ outcome }) => outcome === "not_genuine");
  if (isRefused) return { outcome: "not_genuine" };
  const isNobodys = [own, ...all].every(({ outcome }) => outcome === "unknown_issuer");
  return isNobodys ? own : { outcome: "could_not_check", reason: "keys" };
}
