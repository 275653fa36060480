/* The list of a sitting as CSV (RFC 4180), and the references in one that was saved earlier. */

// Blanks and invisible characters, which spreadsheets drop, and quotation marks; then a formula's sign.
const FORMULA =
  '[\\x00-\\x20"\\x7f-\\xa0\\xad\\u061c\\u1680\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff]*' +
  "[=+\\-@＝＋－＠﹦﹢﹣﹫]";
const AT_BEGINNING = new RegExp(`^(?:[\\t\\r\\n]|${FORMULA})`);
const AFTER_DIVIDER = new RegExp(`([;\\t\\r\\n])(?=${FORMULA})`, "g");
const REFERENCE = /^[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}$/;

/**
 * The text as a cell that no spreadsheet takes for a formula: an apostrophe makes it text. Where they
 * divide at semicolons or tabs instead of commas, a cell begins after each, and after a line's end.
 * The service has the same rule, and the same vectors hold both.
 * @param {string} text
 */
export function escapeFormula(text) {
  const escaped = text.replace(AFTER_DIVIDER, "$1'");
  return AT_BEGINNING.test(text) ? `'${escaped}` : escaped;
}

/** @param {string | number} value */
function cell(value) {
  const text = typeof value === "number" ? `${value}` : escapeFormula(value);
  return `"${text.replaceAll('"', '""')}"`;
}

/**
 * The text of a file; the byte order mark tells spreadsheets that it is UTF-8.
 * @param {(string | number)[][]} rows
 */
export function csvOf(rows) {
  const lines = rows.map((row) => `${row.map(cell).join(",")}\r\n`);
  return `\ufeff${lines.join("")}`;
}

/**
 * Every reference in a file's bytes, whatever a spreadsheet has made of the rest of it.
 * @param {Uint8Array} bytes
 */
export function referencesIn(bytes) {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  const text = new TextDecoder(encoding).decode(bytes);
  return new Set((text.match(/[A-Z2-7-]+/g) ?? []).filter((run) => REFERENCE.test(run)));
}
