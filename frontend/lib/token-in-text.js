/* The token that begins somewhere in a text, whatever parts it. */
import { decode } from "./base32.js";

const GAP = "[\\0- \"#'*+,./:=>\\\\_`|~\\-\\x85\\xa0\\xab\\xb7\\xbb\\u1680\\u2010-\\u2bff\\u3000]";
/** How every code begins: tag 18, four parts, a header of 13 bytes (docs/verification.md). */
const HEAD = [..."2KCE3IQB"].join(`${GAP}{0,40}`);
export const BEGINNING = new RegExp(HEAD, "gi");
const RUN = /[a-z2-7]{1,512}/iy;
const BREAK = new RegExp(`${GAP}{1,40}(?=[a-z2-7])(?!https?:|${HEAD})`, "iy");
/** A part of a message that came in several; its group: that another code begins. */
const PART = new RegExp(`(${HEAD})|[a-z2-7]{4,512}`, "gi");
const LONG = 16; // no word, as a rule
const BEFORE_PAYLOAD = 17; // bytes: tag, array, the header and its length, the empty map
const SIGNATURE = 66; // bytes, with its own head

/**
 * How many characters the code has that begins so; 0 where it does not say.
 * @param {string} token
 */
export function lengthOf(token) {
  const { bytes } = decode(token.slice(0, 32).toUpperCase());
  const [head, next] = bytes.slice(BEFORE_PAYLOAD);
  const payload = head === 0x58 ? 2 + next : head >= 0x40 && head < 0x58 ? head - 0x3f : 0;
  if (bytes[BEFORE_PAYLOAD - 1] !== 0xa0 || !payload) return 0;
  return Math.ceil(((BEFORE_PAYLOAD + payload + SIGNATURE) * 8) / 5);
}

/**
 * Whether a run is of a word behind the token: capitals do not go on in one.
 * @param {string} token
 * @param {string} run
 */
const isWord = (token, run) => /[A-Z]/.test(token) && !/[a-z]/.test(token) && /[a-z]/.test(run);

/**
 * What is read from an index of a text on: the token, where it ends, and how many characters are
 * missing of the length that it declares; below 0 where more follow, or none is declared. In parts it
 * goes on behind whatever is between them: with a long run, or one of all that is missing; a very
 * short one right behind a gap only.
 * @param {string} text
 * @param {number} index
 * @param {boolean} inParts
 */
function read(text, index, inParts) {
  let token = "";
  let end = index;
  let length = 0;
  const left = () => (length || Infinity) - token.length;
  const runAt = (/** @type {number} */ at) => {
    RUN.lastIndex = at;
    return RUN.exec(text)?.[0] ?? "";
  };
  for (let next = index; next >= 0;) {
    const run = runAt(next);
    if (isWord(token, run)) break;
    token += run;
    end = next + run.length;
    if (!length && token.length >= 32) length = lengthOf(token) || token.length;
    if (left() <= 0) break;
    BREAK.lastIndex = end;
    next = BREAK.test(text) ? BREAK.lastIndex : -1;
    if (!inParts) continue;
    const rest = next >= 0 ? runAt(next) : "";
    if (rest.length === left() && !isWord(token, rest)) continue;
    next = -1;
    PART.lastIndex = end;
    for (let part; next < 0 && (part = PART.exec(text)) && !part[1];) {
      const isPart = part[0].length >= LONG || part[0].length === left();
      if (isPart && !isWord(token, part[0])) next = part.index;
    }
  }
  const missing = (token.length < 32 ? 0 : lengthOf(token)) - token.length;
  const excess = Math.max(-left(), 0);
  return { token: token.slice(0, token.length - excess).toUpperCase(), end: end - excess, missing };
}

/**
 * The token at that index of a text, and where it ends.
 * @param {string} text
 * @param {number} index
 * @param {string} before what may hold the last part of a message
 */
export function tokenAt(text, index, before) {
  const found = read(text, index, false);
  if (!found.missing) return found;
  const { token, end, missing } = read(text, index, true);
  if (!missing) return { token, end };
  const parts = missing < LONG ? [] : (before.match(PART) ?? []);
  const early = parts.filter((part) => part.length === missing).pop();
  return early ? { token: token + early.toUpperCase(), end } : found;
}
