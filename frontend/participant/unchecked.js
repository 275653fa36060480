/* Which of the codes kept here could not be checked yet: a list of tokens beside theirs. */
import { ROOT } from "../lib/page.js";
import { load, store } from "../lib/storage.js";

const KEY = new URL("mine/unchecked", ROOT).pathname;

/** @returns {Set<string>} tokens */
export function uncheckedTokens() {
  const list = load(KEY);
  return new Set(Array.isArray(list) ? list.filter((token) => typeof token === "string") : []);
}

/**
 * Stores these tokens and no others.
 * @param {Iterable<string>} tokens
 */
export function storeUnchecked(tokens) {
  const list = [...tokens];
  store(KEY, list.length ? list : null);
}
