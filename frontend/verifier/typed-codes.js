/* The codes in what was typed, of all that a keyboard may have made of it. No page, no network. */
import { findCodes } from "../lib/find-codes.js";
import { isConfirmed } from "./confirmed.js";
import { LEAST_CODE, readingsOf } from "./keyboards.js";

/** @typedef {import("./issuers.js").Found} Result */
/** @typedef {import("../lib/find-codes.js").Found & {found: Result}} Checked a code and its outcome */

/**
 * Resolves to the codes of the plain reading; to those of another where a signature confirms that
 * one instead, or where only that one can be read.
 * @param {import("./keyboards.js").Typed} typed
 * @param {(code: string) => Promise<Result>} check
 * @returns {Promise<Checked[]>}
 */
export async function checkTyped(typed, check) {
  /** @type {Checked[]} */
  let standing = [];
  const isReadable = (/** @type {Checked} */ { found }) => found.outcome !== "unreadable";
  const known = new Set();
  for (const reading of readingsOf(typed)) {
    const codes = findCodes(reading);
    const key = codes.map(({ text, host }) => `${host}#${text}`).join(" ");
    if (known.has(key)) continue;
    known.add(key);
    const checked = await Promise.all(
      codes.map(async (code) => ({ ...code, found: await check(code.text) })),
    );
    if (checked.some(({ found }) => isConfirmed(found))) return checked;
    const isBetter = checked.some(isReadable) && !standing.some(isReadable);
    if (isBetter || !standing.length) standing = checked;
  }
  return standing;
}

/**
 * What a scanner typed and nobody can read: as long as a code, but none. Null for less.
 * @param {import("./keyboards.js").Typed} typed
 * @returns {Checked | null}
 */
export const unreadable = ({ text }) =>
  text.length < LEAST_CODE
    ? null
    : { text, host: "", wrapper: "", found: { outcome: "unreadable" } };
