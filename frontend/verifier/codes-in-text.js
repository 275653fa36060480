/*
 * Finds the codes in what was scanned, typed or pasted. No page, no network; the signature decides
 * later which reading was right.
 */

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** How every code begins: tag 18, four parts, a header of 13 bytes (docs/verification.md). */
const BEGINNING = /2KCE3IQB/gi;
const SIGNATURE_BYTES = 64;

/** How many characters the code has that begins so; 0 where it does not say. */
function lengthOf(beginning) {
  const bytes = [];
  let held = 0;
  let bits = 0;
  for (const character of beginning.slice(0, 32).toUpperCase()) {
    held = ((held << 5) | BASE32.indexOf(character)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
    }
  }
  const [head, next] = bytes.slice(17);
  if (bytes[16] !== 0xa0 || next === undefined) return 0;
  const payload = head === 0x58 ? 2 + next : head >= 0x40 && head < 0x58 ? 1 + head - 0x40 : 0;
  return payload && Math.ceil(((17 + payload + 2 + SIGNATURE_BYTES) * 8) / 5);
}

/** The code at that index of a text, put together again where a mail or a page broke its line. */
function runAt(text, index) {
  let token = /^[A-Za-z2-7]+/.exec(text.slice(index))[0];
  let end = index + token.length;
  const length = lengthOf(token);
  while (token.length < length) {
    // the next code is not the end of one that was cut
    const more = /^(?:=?[ \t]*\r?\n[> \t]*| )(?!2KCE3IQB)([a-z2-7]+)/i.exec(text.slice(end));
    if (!more) break;
    token += more[1];
    end += more[0].length;
  }
  const over = length ? Math.max(token.length - length, 0) : 0;
  return { token: token.slice(0, token.length - over), end: end - over };
}

/** The host that a link opens; "" for text that is no link. */
export function hostOf(text) {
  const link = /^[\w-]+(\.[\w-]+)+(:\d+)?\//.test(text) ? `https://${text}` : text;
  try {
    const url = new URL(link);
    return /^https?:$/.test(url.protocol) ? url.host : "";
  } catch {
    return "";
  }
}

/** The codes in a text: [{text: what to check, host: what its link opens, or ""}]. */
export function codesIn(given) {
  const text = given.trim();
  const words = text.split(/\s+/).filter(Boolean);
  const beginnings = [...text.matchAll(BEGINNING)];
  if (beginnings.length <= 1 && words.length === 1 && text.includes("#")) {
    return [{ text, host: hostOf(text) }];
  }
  if (!beginnings.length) {
    const likely = words.filter((word) => /(^|#)[A-Za-z2-7]{40,}$/.test(word));
    return (words.length === 1 ? words : likely).map((word) => ({ text: word, host: hostOf(word) }));
  }
  const codes = [];
  let from = 0;
  for (const { index } of beginnings) {
    if (index < from) continue;
    const link = /[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]*$/i.exec(text.slice(from, index));
    const { token, end } = runAt(text, index);
    codes.push({ text: token, host: link ? hostOf(link[0]) : "" });
    from = end;
  }
  return codes;
}

// Keyboards. A scanner types keys, and the computer reads them by its own layout: the character at
// a place of one of these becomes the one at the same place of the other.

const US = [
  "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./",
  "~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?",
];
const OTHERS = [
  [ // German; Austrian and Swiss ones have Y and Z so too
    "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-",
    "°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_",
  ],
  [ // French
    "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!",
    "²1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§",
  ],
  [ // Belgian
    "²&é\"'(§è!çà)-azertyuiop^$µqsdfghjklmùwxcvbn,;:=",
    "³1234567890°_AZERTYUIOP¨*£QSDFGHJKLM%WXCVBN?./+",
  ],
];
const isLetter = (character) => character.toLowerCase() !== character.toUpperCase();

const asTyped = (plain, shifted) => [plain, shifted];
/** Caps lock as Linux and macOS have it: on letters only. */
const capsOnLetters = (plain, shifted) => [
  isLetter(plain) ? plain.toUpperCase() : plain,
  isLetter(shifted) ? shifted.toLowerCase() : shifted,
];
/** Caps lock as Windows has it on these keyboards: like shift, on digits too. */
const capsAsShift = (plain, shifted) => [shifted, plain];

function rereading(seen, meant, locked) {
  const map = new Map();
  [...seen[0]].forEach((plain, place) => {
    const characters = locked(plain, seen[1][place]);
    characters.forEach((character, shift) => {
      if (!map.has(character)) map.set(character, meant[shift][place]);
    });
  });
  return (text) => [...text].map((character) => map.get(character) ?? character).join("");
}

const REREADINGS = OTHERS.flatMap((layout) => [
  ...[asTyped, capsAsShift, capsOnLetters].map((locked) => rereading(layout, US, locked)),
  rereading(US, layout, asTyped),
]);

/** What a scanner may have meant by what it typed: lists of codes, the plain reading first. */
export function readingsOf(typed) {
  const plain = codesIn(typed);
  const known = new Set(plain.map((code) => code.text.toUpperCase()));
  const others = REREADINGS.map((reread) => codesIn(reread(typed)));
  return [plain, ...others.filter((codes) => {
    const key = codes.map((code) => code.text.toUpperCase()).join(" ");
    const isNew = codes.length > 0 && !known.has(key);
    known.add(key);
    return isNew;
  })];
}
