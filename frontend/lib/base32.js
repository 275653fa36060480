/* Base32 (RFC 4648 section 6), without padding and in upper case. */

export const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * The bytes of a text of the alphabet, and the bits that are left over at its end.
 * @param {string} text
 */
export function decode(text) {
  const bytes = [];
  let rest = 0;
  let bits = 0;
  for (const character of text) {
    rest = (rest << 5) | ALPHABET.indexOf(character);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push(rest >> bits);
    rest &= (1 << bits) - 1;
  }
  return { bytes: new Uint8Array(bytes), rest };
}

/**
 * The text of bytes.
 * @param {Uint8Array} bytes
 */
export function encode(bytes) {
  let text = "";
  let rest = 0;
  let bits = 0;
  for (const byte of bytes) {
    rest = (rest << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET[(rest >> (bits - 5)) & 31];
    rest &= (1 << bits) - 1;
  }
  if (bits) text += ALPHABET[(rest << (5 - bits)) & 31];
  return text;
}
