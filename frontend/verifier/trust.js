/*
 * The keys and withdrawals that a check relies on: from the service, else as last fetched on this
 * device. Times are epoch seconds.
 */
import { patience } from "./patience.js";

const holds = (body, names) => names.every((name) => Array.isArray(body[name]));

/** {body, fetchedAt}; an empty body, fetched at null, where there never was one. */
async function load(url, names) {
  let list = null;
  try {
    list = JSON.parse(localStorage.getItem(url));
  } catch {
    // storage may be refused: then the lists are those of this visit
  }
  try {
    const signal = patience(list ? 4000 : 12000);
    const answer = await fetch(url, { cache: "no-cache", credentials: "omit", signal });
    const body = answer.ok ? await answer.json() : {};
    if (holds(body, names)) {
      list = { body, fetchedAt: Math.floor(Date.now() / 1000) };
      localStorage.setItem(url, JSON.stringify(list));
    }
  } catch {
    // offline, slow, or storage is refused: the page says how old its lists are
  }
  return list && holds(list.body, names) ? list : { body: {}, fetchedAt: null };
}

/** What a checker trusts (see token.js), but for the sample key. */
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
