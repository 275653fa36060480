/* The codes in what was typed, of all that a keyboard may have made of it. No page, no network. */
import { findCodes } from "../lib/find-codes.js";
import { isConfirmed } from "./confirmed.js";
import { LEAST_CODE, readingsOf } from "./keyboards.js";

/** @typedef {import("./issuers.js").Found} Result */
/** @typedef {import("../lib/find-codes.js").Found & {found: Result}} Checked a code and its outcome */

/** A link, perhaps behind what a scanner puts before it. */
const LINK = /^.{0,4}https?:[/\\]/i;

/**
 * The same codes with the hosts of the first reading that begins as a link: letters may be right
 * where the signs of an address are not.
 * @param {Checked[]} checked
 * @param {string[]} readings the one that the codes are from, and others
 */
function withHosts(checked, readings) {
  for (const other of readings) {
    if (!LINK.test(other)) continue;
    const codes = findCodes(other);
    if (codes.length !== checked.length) continue;
    if (checked.every(({ text }, i) => text === codes[i]?.text)) {
      return checked.map((code, i) => ({ ...code, ...codes[i] }));
    }
  }
  return checked;
}

/**
 * Resolves to the codes of the plain reading; to those of another where a signature confirms that
 * one instead, or where only that one can be read. Their hosts are those of a reading that shows
 * the link.
 * @param {import("./keyboards.js").Typed} typed
 * @param {(code: string) => Promise<Result>} check
 * @returns {Promise<Checked[]>}
 */
export async function checkTyped(typed, check) {
  /** @type {Checked[]} */
  let standing = [];
  const readings = readingsOf(typed);
  const isReadable = (/** @type {Checked} */ { found }) => found.outcome !== "unreadable";
  const known = new Set();
  for (const reading of readings) {
    const codes = findCodes(reading);
    const key = codes.map(({ text, host }) => `${host}#${text}`).join(" ");
    if (known.has(key)) continue;
    known.add(key);
    const checked = await Promise.all(
      codes.map(async (code) => ({ ...code, found: await check(code.text) })),
    );
    const whole = withHosts(checked, [reading, ...readings]);
    if (checked.some(({ found }) => isConfirmed(found))) return whole;
    const isBetter = checked.some(isReadable) && !standing.some(isReadable);
    if (isBetter || !standing.length) standing = whole;
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
