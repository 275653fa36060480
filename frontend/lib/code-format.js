/*
 * What the checker and the list of stored codes both know of a code's text. A code is a CWT
 * (RFC 8392) in a COSE_Sign1 (RFC 9052, tag 18), in unpadded base32; see docs/verification.md.
 */
import { decode, encode } from "./base32.js";

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

const CTI_AT = 34; // bytes before those of cti, as the service writes codes
const CTI_CHARACTERS = 71; // that hold all of it

/**
 * The reference of a code as the service writes them, read off its place; "" for any other text.
 * Nothing else of the code is looked at.
 * @param {string} token
 */
export function referenceIn(token) {
  const { bytes } = decode(token.slice(0, CTI_CHARACTERS));
  const isThere = bytes[CTI_AT - 2] === 7 && bytes[CTI_AT - 1] === 0x4a;
  return isThere && bytes.length >= CTI_AT + 10
    ? referenceOf(bytes.slice(CTI_AT, CTI_AT + 10))
    : "";
}
