/* The slips that this phone knows of, as it stores them. */
import { ROOT } from "../lib/page.js";
import { load, onChange, store } from "../lib/storage.js";
import * as known from "./known-slips.js";

const KEY = new URL("facilitate/slips", ROOT).pathname;

/**
 * The list, where the browser refuses to store it.
 * @type {known.Slip[] | null}
 */
let unstored = null;
/** @type {(() => void)[]} */
const listeners = [];

/** All that this phone knows of. */
export const allSlips = () => known.readSlips(unstored ?? load(KEY), Date.now() / 1000);

/** @param {known.Slip[]} list */
export function replaceSlips(list) {
  unstored = store(KEY, list.length ? list : null) ? null : list;
  for (const listener of listeners) listener();
}

/**
 * Notes that the service has marked these as given.
 * @param {string} meeting
 * @param {number} start
 * @param {ReadonlyMap<string | number, string>} references by number
 */
export const noteGiven = (meeting, start, references) =>
  replaceSlips(known.withGiven(allSlips(), meeting, start, references));

/** Forgets all of them. */
export const forgetSlips = () => replaceSlips([]);

/** Drops from storage those whose time is over. */
export const tidySlips = () => replaceSlips(allSlips());

/**
 * Calls back whenever the list may have changed.
 * @param {() => void} changed
 */
export function onSlips(changed) {
  listeners.push(changed);
  onChange(KEY, changed);
}
