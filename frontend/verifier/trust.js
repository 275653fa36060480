/*
 * The keys and withdrawals that a check relies on: from the service, else as last fetched on this
 * device. Times are epoch seconds.
 */
import { load as stored, store } from "../lib/storage.js";
import { timeoutSignal } from "../lib/timeout.js";

/**
 * @param {Record<string, unknown>} body
 * @param {string[]} names
 */
const holds = (body, names) => names.every((name) => Array.isArray(body[name]));

/**
 * A list as published, and when; an empty body, fetched at null, where there never was one.
 * @param {string} url
 * @param {string[]} names of the arrays that it must hold
 * @returns {Promise<{body: Record<string, any>, fetchedAt: number | null}>}
 */
async function load(url, names) {
  let list = stored(url); // where storage is refused, the lists are those of this visit
  try {
    const signal = timeoutSignal(list ? 4000 : 12000);
    const answer = await fetch(url, { cache: "no-cache", credentials: "omit", signal });
    const body = answer.ok ? await answer.json() : {};
    if (holds(body, names)) {
      list = { body, fetchedAt: Math.floor(Date.now() / 1000) };
      store(url, list);
    }
  } catch {
    // offline or slow: the page says how old its lists are
  }
  return list && holds(list.body, names) ? list : { body: {}, fetchedAt: null };
}

/**
 * What a checker trusts, but for the sample key.
 * @param {string} keysUrl
 * @param {string} withdrawalsUrl
 * @returns {Promise<Omit<import("./check-code.js").Trust, "sample">>}
 */
export async function loadLists(keysUrl, withdrawalsUrl) {
  const [keys, withdrawals] = await Promise.all([
    load(keysUrl, ["keys", "revoked"]),
    load(withdrawalsUrl, ["references"]),
  ]);
  return {
    keys: keys.body.keys ?? [],
    revoked: keys.body.revoked ?? [],
    withdrawals: withdrawals.body.references ?? [],
    keysFetchedAt: keys.fetchedAt,
    withdrawalsFetchedAt: withdrawals.fetchedAt,
  };
}
