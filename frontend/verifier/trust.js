/*
 * The keys and withdrawals that a check relies on: from the service, else as last fetched on this
 * device or taken from a file. Times are epoch seconds.
 */
import { load as stored, store } from "../lib/storage.js";
import { timeoutSignal } from "../lib/timeout.js";
import { isKeyList } from "./key-list.js";

/** @typedef {Omit<import("./check-code.js").Trust, "sample">} Lists */
/** @typedef {{body: Record<string, any>, fetchedAt: number}} List */

/** @param {any} body */
const isWithdrawals = (body) => Array.isArray(body?.references);

/**
 * A list as it is stored on this device.
 * @param {string} url
 * @param {(body: any) => boolean} isList
 * @returns {List | null}
 */
function storedList(url, isList) {
  const list = stored(url);
  return isList(list?.body) && typeof list.fetchedAt === "number" ? list : null;
}

/**
 * A list as published, and when; as stored where it can't be had.
 * @param {string} url
 * @param {(body: any) => boolean} isList
 */
async function load(url, isList) {
  let list = storedList(url, isList); // where storage is refused, the lists are those of this visit
  try {
    const signal = timeoutSignal(list ? 4000 : 12000);
    const answer = await fetch(url, { cache: "no-cache", credentials: "omit", signal });
    const body = answer.ok ? await answer.json() : null;
    if (isList(body)) {
      list = { body, fetchedAt: Math.floor(Date.now() / 1000) };
      store(url, list);
    }
  } catch {
    // offline or slow: the page says how old its lists are
  }
  return list;
}

/**
 * @param {List | null} keys
 * @param {List | null} withdrawals
 * @returns {Lists}
 */
const listsOf = (keys, withdrawals) => ({
  keys: keys?.body.keys ?? [],
  revoked: keys?.body.revoked ?? [],
  withdrawals: withdrawals?.body.references ?? [],
  keysFetchedAt: keys?.fetchedAt ?? null,
  withdrawalsFetchedAt: withdrawals?.fetchedAt ?? null,
});

/**
 * What a checker trusts, but for the sample key.
 * @param {string} keysUrl
 * @param {string} withdrawalsUrl
 */
export const loadLists = async (keysUrl, withdrawalsUrl) =>
  listsOf(...(await Promise.all([load(keysUrl, isKeyList), load(withdrawalsUrl, isWithdrawals)])));

/** @param {string} address of an issuer, without a final slash */
export const listAddresses = (address) => ({
  keys: `${address}/.well-known/jwks.json`,
  withdrawals: `${address}/v1/withdrawals.json`,
});

/**
 * An issuer's lists as they are stored on this device.
 * @param {string} address
 */
export function storedLists(address) {
  const { keys, withdrawals } = listAddresses(address);
  return listsOf(storedList(keys, isKeyList), storedList(withdrawals, isWithdrawals));
}

/**
 * Stores an issuer's lists, where they are newer than those that are stored; returns whether the
 * browser let us.
 * @param {string} address
 * @param {{asOf: number, keys: unknown[], revoked: unknown[], withdrawals: unknown[]}} lists
 */
export function storeLists(address, { asOf, keys, revoked, withdrawals }) {
  const urls = listAddresses(address);
  const now = storedLists(address);
  const put = (
    /** @type {string} */ url,
    /** @type {number | null} */ fetchedAt,
    /** @type {{}} */ body,
  ) => asOf < (fetchedAt ?? 0) || store(url, { body, fetchedAt: asOf });
  return (
    put(urls.keys, now.keysFetchedAt, { keys, revoked }) &&
    put(urls.withdrawals, now.withdrawalsFetchedAt, { references: withdrawals })
  );
}

/** @param {string} address of an issuer whose lists are to be forgotten */
export function forgetLists(address) {
  for (const url of Object.values(listAddresses(address))) store(url, null);
}
