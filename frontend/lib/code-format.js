/*
 * What the checker and the list of stored codes both know of a code's text. A code is a CWT
 * (RFC 8392) in a COSE_Sign1 (RFC 9052, tag 18), in unpadded base32; see docs/verification.md.
 */
import { encode } from "./base32.js";

export const MAX_CHARACTERS = 512;
/** The claim that tells of the meeting. */
export const LISTING = -65537;

/**
 * What follows the last "#" of a link, or the text itself; no more than trimmed.
 * @param {string} text
 */
export function tokenIn(text) {
  return (
    text
      .replace(/^[\t-\r ]+|[\t-\r ]+$/g, "")
      .split("#")
      .pop() ?? ""
  );
}

/**
 * The reference that people compare: the ten bytes of the claim cti, XXXX-XXXX-XXXX-XXXX.
 * @param {Uint8Array} cti
 */
export const referenceOf = (cti) => encode(cti).replace(/(....)(?=.)/g, "$1-");
