/*
 * What a stored code says of itself. Its signature was looked at when it was added, and is not
 * looked at here; the check page checks anew.
 */
import { decode } from "../lib/base32.js";
import { decodeCbor } from "../lib/cbor.js";
import { LISTING, MAX_CHARACTERS, referenceOf, tokenIn } from "../lib/code-format.js";

/**
 * What a code says of itself, times in epoch seconds.
 * @typedef {object} Code
 * @property {string} token
 * @property {string} meetingId
 * @property {string} reference
 * @property {number} expiresAt
 * @property {number} start
 * @property {number} utcOffsetMin
 * @property {number} lengthMin
 * @property {string} name
 * @property {string} place
 */

const isTime = (/** @type {any} */ value) =>
  Number.isInteger(value) && value >= 0 && value < 2 ** 40;
const isText = (/** @type {unknown} */ value) => typeof value === "string";

/** @param {string} token */
function claimsOf(token) {
  try {
    return decodeCbor(decodeCbor(decode(token).bytes).value.value[2]).value;
  } catch {
    // whatever it is, it is no code
    return null;
  }
}

/**
 * What a code, or a link with one, says; null for anything else.
 * @param {string} text
 * @returns {Code | null}
 */
export function read(text) {
  const token = tokenIn(text).toUpperCase();
  if (token.length > MAX_CHARACTERS || !/^[A-Z2-7]+$/.test(token)) return null;
  const claims = claimsOf(token);
  if (!(claims instanceof Map)) return null;
  const [expiresAt, cti, listing] = [4, 7, LISTING].map((key) => claims.get(key));
  if (!(cti instanceof Uint8Array) || cti.length !== 10 || !Array.isArray(listing)) return null;
  const [meetingId, start, utcOffsetMin, lengthMin, name, place] = listing;
  const sound =
    [expiresAt, start, lengthMin].every(isTime) &&
    Number.isInteger(utcOffsetMin) &&
    Math.abs(utcOffsetMin) <= 1439 &&
    [meetingId, name, place].every(isText);
  if (!sound) return null;
  const reference = referenceOf(cti);
  return { token, meetingId, reference, expiresAt, start, utcOffsetMin, lengthMin, name, place };
}

/**
 * What follows the "#" of a link that moves these codes.
 * @param {Code[]} codes
 */
export const joined = (codes) => codes.map((code) => code.token).join("-");
