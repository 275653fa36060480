/* The list of a sitting as CSV (RFC 4180), and the references in one that was saved earlier. */

/**
 * Spreadsheets take cells that begin so for formulas; an apostrophe makes them text. Where they divide
 * at semicolons or tabs instead of commas, a cell begins after each, and after a line's end.
 */
const FORMULA = /(^|[;\t\r\n])(?=\s*[=+\-@＝＋－＠])/g;
const REFERENCE = /^[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}$/;

/** @param {string | number} value */
function cell(value) {
  const text = `${value}`.replace(FORMULA, "$1'");
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
