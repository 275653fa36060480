/* The numbers of what this phone gave, as it stores them. */
import { ROOT } from "../lib/page.js";
import { load, onChange, store } from "../lib/storage.js";
import * as given from "./given-numbers.js";

const KEY = new URL("facilitate/given", ROOT).pathname;

/**
 * The list, where the browser refuses to store it.
 * @type {given.Given[] | null}
 */
let unstored = null;
/** @type {(() => void)[]} */
const listeners = [];

/** All that this phone gave and that can still be redeemed. */
export const allGiven = () => given.readGiven(unstored ?? load(KEY), Date.now() / 1000);

/** @param {given.Given[]} list */
function replace(list) {
  unstored = store(KEY, list.length ? list : null) ? null : list;
  for (const listener of listeners) listener();
}

/**
 * Notes one that is given now.
 * @param {{meeting: string, hash: string, start: number, until: number}} ticket
 */
export const note = (ticket) => replace(given.withNext(allGiven(), ticket));

/**
 * Notes the references of those that the service has now.
 * @param {ReadonlyMap<string | number, string>} references by hash
 */
export const noteReferences = (references) => replace(given.withReferences(allGiven(), references));

/**
 * Takes those off the list that the service does not take.
 * @param {(string | number)[]} hashes
 */
export const drop = (hashes) => replace(given.without(allGiven(), hashes));

/**
 * Notes that these are taken back.
 * @param {string[]} references
 */
export const noteWithdrawn = (references) => replace(given.withWithdrawn(allGiven(), references));

/** Forgets all of them. */
export const forgetNumbers = () => replace([]);

/** Drops from storage what can't be redeemed any more. */
export const tidyNumbers = () => replace(allGiven());

/**
 * Calls back whenever the list may have changed.
 * @param {() => void} changed
 */
export function onNumbers(changed) {
  listeners.push(changed);
  onChange(KEY, changed);
}
