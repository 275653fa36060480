/* Pictures and PDF files that are chosen, dropped or pasted. */
import { addressOf } from "../lib/page.js";
import { data, text } from "./desk-page.js";
import { isPdf, studyPages, UnavailableError } from "./picture-reader.js";

/** @typedef {import("./picture-reader.js").Reader} Reader */
/** @typedef {{seen: string[], message: string}} Read what its codes hold, and what to say */

const MAX_PAGES = 100; // of a PDF file, read at once

/**
 * Reads the codes in a file.
 * @param {File} file
 * @param {string} name
 * @param {Reader} reader
 * @returns {Promise<Read>}
 */
export async function readFile(file, name, reader) {
  if (data.pdf && (await isPdf(file))) return readPdf(file, name, reader);
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return { seen: [], message: text("picture.not", { name }) };
  }
  const seen = await reader.study(picture);
  picture.close();
  return { seen, message: seen.length ? "" : text("picture.empty", { name }) };
}

/**
 * @param {File} file
 * @param {string} name
 * @param {Reader} reader
 * @returns {Promise<Read>}
 */
async function readPdf(file, name, reader) {
  try {
    const found = await studyPages(file, MAX_PAGES, reader, addressOf(data.pdf ?? ""));
    const { texts: seen, pages } = found;
    if (pages > MAX_PAGES) {
      return { seen, message: text("pdf.long", { name, pages, count: MAX_PAGES }) };
    }
    return { seen, message: seen.length ? "" : text("picture.empty", { name }) };
  } catch (error) {
    const key = error instanceof UnavailableError ? "reader.failed" : "picture.not";
    return { seen: [], message: text(key, { name }) };
  }
}
