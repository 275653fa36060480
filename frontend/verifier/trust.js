/*
 * The keys and withdrawals that a check relies on: from the service, else as last fetched on this
 * device or taken from a file. Times are epoch seconds.
 */
import { load as stored, store } from "../lib/storage.js";
import { timeoutSignal } from "../lib/timeout.js";
import { allRevoked, isKeyList } from "./key-list.js";

const COUNTS_ON_S = 86400;

/** @typedef {Omit<import("./check-code.js").Trust, "sample">} Lists */

/**
 * A list as published, and when. `earlier`: references that it does not have, and when a list had
 * them last.
 * @typedef {object} List
 * @property {Record<string, any>} body
 * @property {number} fetchedAt
 * @property {Record<string, number>} [earlier]
 */

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
 * A list that counts rather than another, with what only that has: either may be the newer one, out
 * of a cache on the way or from a process of the service that read it earlier. What was revoked
 * stays so, what was withdrawn for a day.
 * @param {List} list
 * @param {List | null} other
 * @returns {List}
 */
function ratherThan({ body, fetchedAt, earlier = {} }, other) {
  if (!other) return { body, fetchedAt };
  if (isKeyList(body)) {
    const revoked = allRevoked(body.revoked ?? [], other.body.revoked ?? []);
    return { body: { ...body, revoked }, fetchedAt };
  }
  const listed = new Set(body.references);
  const had = other.body.references
    .filter((/** @type {unknown} */ one) => typeof one === "string")
    .map((/** @type {string} */ one) => [one, other.fetchedAt]);
  const unlisted = [...Object.entries({ ...other.earlier, ...earlier }), ...had].filter(
    ([one, at]) => !listed.has(one) && fetchedAt - at < COUNTS_ON_S,
  );
  return { body, fetchedAt, earlier: Object.fromEntries(unlisted) };
}

/**
 * When the list of an answer was read from where it is kept: earlier than now where a process of the
 * service or a cache held it, or where a bucket answers while the service fails.
 * @param {Headers} headers
 */
function readAt(headers) {
  const now = Date.now() / 1000;
  const age = Math.max(0, Number(headers.get("Age")) || 0);
  return Math.floor(Math.min(now - age, Number(headers.get("x-amz-meta-as-of")) || now));
}

/**
 * A list as published, and when; as stored where it can't be had.
 * @param {string} url
 * @param {(body: any) => boolean} isList
 */
async function load(url, isList) {
  const last = () => storedList(url, isList); // another after the wait, if a file was taken
  let list = null; // where storage is refused, the lists are those of this visit
  try {
    const signal = timeoutSignal(last() ? 4000 : 12000);
    const answer = await fetch(url, { cache: "no-cache", credentials: "omit", signal });
    const body = answer.ok ? await answer.json() : null;
    if (isList(body)) {
      list = ratherThan({ body, fetchedAt: readAt(answer.headers) }, last());
      store(url, list);
    }
  } catch {
    // offline or slow: the page says how old its lists are
  }
  return list ?? last();
}

/**
 * @param {List | null} keys
 * @param {List | null} withdrawals
 * @returns {Lists}
 */
const listsOf = (keys, withdrawals) => ({
  keys: keys?.body.keys ?? [],
  revoked: keys?.body.revoked ?? [],
  withdrawals: [
    ...(withdrawals?.body.references ?? []),
    ...Object.keys(withdrawals?.earlier ?? {}),
  ],
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
 * Stores an issuer's lists, or of older ones than are stored what those do not say; returns whether
 * the browser let us.
 * @param {string} address
 * @param {{asOf: number, keys: unknown[], revoked: unknown[], withdrawals: unknown[]}} lists
 */
export function storeLists(address, { asOf, keys, revoked, withdrawals }) {
  const urls = listAddresses(address);
  const put = (
    /** @type {string} */ url,
    /** @type {(body: any) => boolean} */ isList,
    /** @type {{}} */ body,
  ) => {
    const [list, last] = [{ body, fetchedAt: asOf }, storedList(url, isList)];
    const isOlder = last !== null && asOf < last.fetchedAt;
    return store(url, isOlder ? ratherThan(last, list) : ratherThan(list, last));
  };
  return (
    put(urls.keys, isKeyList, { keys, revoked }) &&
    put(urls.withdrawals, isWithdrawals, { references: withdrawals })
  );
}

/** @param {string} address of an issuer whose lists are to be forgotten */
export function forgetLists(address) {
  for (const url of Object.values(listAddresses(address))) store(url, null);
}
