/* Whether a code that is being typed is there in full: its head declares how long it is. */
import { lengthOf } from "../lib/token-in-text.js";
import { byPlace, readingsOf } from "./keyboards.js";

/** @typedef {import("./keyboards.js").Typed} Typed */

/** How every code begins: tag 18, four parts, a header of 13 bytes (docs/verification.md). */
const LAST_CODE = /2KCE3IQB[A-Z2-7]*(?![^]*2KCE3IQB)/;
/**
 * How many characters are missing of a text's last code; Infinity where it does not say yet, null
 * where there is none.
 * @param {string} text
 */
function missingOf(text) {
  const code = LAST_CODE.exec(text.toUpperCase())?.[0];
  if (!code) return null;
  return (lengthOf(code) || Infinity) - code.length;
}

/**
 * What is missing by each reading that shows a code. Where the places of the keys are known, the
 * layouts have nothing to add.
 * @param {Typed} typed
 */
function missing(typed) {
  const isPlaced = typed.keys.some((key) => "code" in key);
  const readings = isPlaced ? [typed.text, byPlace(typed.keys, () => false)] : readingsOf(typed);
  return readings.map(missingOf).filter((count) => count !== null);
}

/**
 * Whether there is a code in what was typed, whole or not.
 * @param {Typed} typed
 */
export const holdsCode = (typed) => missing(typed).length > 0;

/**
 * Whether a whole code was typed. Where its readings differ in how long it is, the longest counts:
 * a wrong layout may change the very character that says it.
 * @param {Typed} typed
 */
export function isWhole(typed) {
  const counts = missing(typed);
  return counts.length > 0 && Math.max(...counts) <= 0;
}
