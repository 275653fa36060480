/*
 * A scanner types keys, and the computer reads them by its own layout: the character at a place of
 * one of these layouts becomes the one at the same place of the other.
 */
import { codesIn } from "./codes-in-text.js";

const US = [
  "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./",
  '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?',
];
const OTHERS = [
  [
    // German; Austrian and Swiss ones have Y and Z so too
    "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-",
    "°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_",
  ],
  [
    // French
    "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!",
    "²1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§",
  ],
  [
    // Belgian
    "²&é\"'(§è!çà)-azertyuiop^$µqsdfghjklmùwxcvbn,;:=",
    "³1234567890°_AZERTYUIOP¨*£QSDFGHJKLM%WXCVBN?./+",
  ],
];
const isLetter = (/** @type {string} */ character) =>
  character.toLowerCase() !== character.toUpperCase();

/**
 * What a key gives without and with shift, as some lock has it.
 * @typedef {(plain: string, shifted: string) => [string, string]} Lock
 */

/** @type {Lock} */
const asTyped = (plain, shifted) => [plain, shifted];
/**
 * Caps lock as Linux and macOS have it: on letters only.
 * @type {Lock}
 */
const capsOnLetters = (plain, shifted) => [
  isLetter(plain) ? plain.toUpperCase() : plain,
  isLetter(shifted) ? shifted.toLowerCase() : shifted,
];
/**
 * Caps lock as Windows has it on these keyboards: like shift, on digits too.
 * @type {Lock}
 */
const capsAsShift = (plain, shifted) => [shifted, plain];

/**
 * A function from what one layout gave to what the other would have.
 * @param {string[]} seen characters without and with shift
 * @param {string[]} intended
 * @param {Lock} lock
 */
function rereading(seen, intended, lock) {
  /** @type {Map<string, string>} */
  const map = new Map();
  const [plainRow = "", shiftedRow = ""] = seen;
  [...plainRow].forEach((plain, place) => {
    const characters = lock(plain, shiftedRow[place] ?? "");
    characters.forEach((character, shift) => {
      if (!map.has(character)) map.set(character, intended[shift]?.[place] ?? "");
    });
  });
  return (/** @type {string} */ text) =>
    [...text].map((character) => map.get(character) ?? character).join("");
}

const REREADINGS = OTHERS.flatMap((layout) => [
  ...[asTyped, capsAsShift, capsOnLetters].map((lock) => rereading(layout, US, lock)),
  rereading(US, layout, asTyped),
]);

/**
 * What a scanner may have meant by what it typed: lists of codes, the plain reading first.
 * @param {string} typed
 */
export function readingsOf(typed) {
  const plain = codesIn(typed);
  const known = new Set(plain.map((code) => code.text.toUpperCase()));
  const others = REREADINGS.map((reread) => codesIn(reread(typed)));
  return [
    plain,
    ...others.filter((codes) => {
      const key = codes.map((code) => code.text.toUpperCase()).join(" ");
      const isNew = codes.length > 0 && !known.has(key);
      known.add(key);
      return isNew;
    }),
  ];
}
