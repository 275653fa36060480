/*
 * Finds the codes in what was scanned, typed or pasted. No page, no network; the signature decides
 * later which reading was right.
 */
import { decode } from "../lib/base32.js";

/** How every code begins: tag 18, four parts, a header of 13 bytes (docs/verification.md). */
const BEGINNING = /2KCE3IQB/gi;
const SIGNATURE_BYTES = 64;

/**
 * What to check, and the host that its link opens, or "".
 * @typedef {{text: string, host: string}} Code
 */

/**
 * How many characters the code has that begins so; 0 where it does not say.
 * @param {string} beginning
 */
function lengthOf(beginning) {
  const { bytes } = decode(beginning.slice(0, 32).toUpperCase());
  const [head, next] = bytes.slice(17);
  if (bytes[16] !== 0xa0 || next === undefined) return 0;
  const payload = head === 0x58 ? 2 + next : head >= 0x40 && head < 0x58 ? 1 + head - 0x40 : 0;
  return payload && Math.ceil(((17 + payload + 2 + SIGNATURE_BYTES) * 8) / 5);
}

/**
 * The code at that index of a text, put together again where a mail or a page broke its line.
 * @param {string} text
 * @param {number} index
 */
function runAt(text, index) {
  let token = /^[A-Za-z2-7]+/.exec(text.slice(index))?.[0] ?? "";
  let end = index + token.length;
  const length = lengthOf(token);
  while (token.length < length) {
    // the next code is not the end of one that was cut
    const more = /^(?:=?[ \t]*\r?\n[> \t]*| )(?!2KCE3IQB)([a-z2-7]+)/i.exec(text.slice(end));
    if (!more) break;
    token += more[1];
    end += more[0].length;
  }
  const excess = length ? Math.max(token.length - length, 0) : 0;
  return { token: token.slice(0, token.length - excess), end: end - excess };
}

/**
 * The host that a link opens; "" for text that is no link.
 * @param {string} text
 */
export function hostOf(text) {
  const link = /^[\w-]+(\.[\w-]+)+(:\d+)?\//.test(text) ? `https://${text}` : text;
  try {
    const url = new URL(link);
    return /^https?:$/.test(url.protocol) ? url.host : "";
  } catch {
    return "";
  }
}

/**
 * The codes in a text.
 * @param {string} entered
 * @returns {Code[]}
 */
export function codesIn(entered) {
  const text = entered.trim();
  const words = text.split(/\s+/).filter(Boolean);
  const beginnings = [...text.matchAll(BEGINNING)];
  if (beginnings.length <= 1 && words.length === 1 && text.includes("#")) {
    return [{ text, host: hostOf(text) }];
  }
  if (!beginnings.length) {
    const likely = words.filter((word) => /(^|#)[A-Za-z2-7]{40,}$/.test(word));
    return (words.length === 1 ? words : likely).map((word) => ({
      text: word,
      host: hostOf(word),
    }));
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
