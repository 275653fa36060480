/*
 * A scanner types keys, and the computer reads them by its own layout. What it may have meant: the
 * characters as they came, the keys by their places on a US keyboard, and the characters of one
 * layout as those at the same places of another. No page and no check: the signature decides later.
 */

/**
 * A key that was pressed, named by its place, or a text that came without one: composed, typed by
 * number, or from a device that names no places.
 * @typedef {{code: string, shift: boolean} | {text: string}} Stroke
 */
/** @typedef {{text: string, keys: Stroke[]}} Typed what came, as characters and key by key */

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
/** The US characters of the places that have no letter and no digit, without and with shift. */
const SIGNS = {
  Backquote: "`~",
  Minus: "-_",
  Equal: "=+",
  BracketLeft: "[{",
  BracketRight: "]}",
  Backslash: "\\|",
  Semicolon: ";:",
  Quote: "'\"",
  Comma: ",<",
  Period: ".>",
  Slash: "/?",
  Space: "  ",
  NumpadDivide: "//",
  NumpadSubtract: "--",
  NumpadDecimal: "..",
};

/**
 * What a US keyboard gives at a place, without and with shift; "" at any other.
 * @param {string} code
 */
export function atPlace(code) {
  const [, kind, name = ""] = /^(Key|Digit|Numpad)(\w)$/.exec(code) ?? [];
  if (kind === "Key") return name.toLowerCase() + name;
  if (kind === "Digit") return name + ")!@#$%^&*("[Number(name)];
  return kind ? name + name : (/** @type {Record<string, string>} */ (SIGNS)[code] ?? "");
}

/**
 * The keys as a US keyboard has them.
 * @param {Stroke[]} keys
 * @param {(shift: boolean) => boolean} shifted
 */
export const byPlace = (keys, shifted) =>
  keys
    .map((key) => ("text" in key ? key.text : atPlace(key.code)[shifted(key.shift) ? 1 : 0]))
    .join("");

const isLetter = (/** @type {string} */ character) =>
  character.toLowerCase() !== character.toUpperCase() && character !== "ß"; // has no capital here

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

const TO_US = OTHERS.flatMap((layout) =>
  [asTyped, capsAsShift, capsOnLetters].map((lock) => rereading(layout, US, lock)),
);
const FROM_US = OTHERS.map((layout) => rereading(US, layout, asTyped));

/** Characters that a code has at least, and that a scanner types at most. */
export const LEAST_CODE = 40;
const MOST_TYPED = 2000;

/**
 * What may have been meant by what was typed: the plain characters first, and of a longer text than
 * a scanner types, no more than these.
 * @param {Typed} typed
 */
export function readingsOf({ text, keys }) {
  if (text.length > MOST_TYPED) return [text];
  // shift as it was pressed, then as a scanner presses it against caps lock, then none
  const places = [
    (/** @type {boolean} */ shift) => shift,
    (/** @type {boolean} */ shift) => !shift,
    () => false,
  ].map((shifted) => byPlace(keys, shifted));
  const others = [...TO_US, ...FROM_US].map((reread) => reread(text));
  // a scanner that types another layout's keys, on a computer with a third
  const meant = FROM_US.map((reread) => reread(places[0] ?? ""));
  return [...new Set([text, ...places, ...others, ...meant])].filter(Boolean);
}
