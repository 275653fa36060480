/* The page of a participant's codes: its data, its words, and where it says things. */
import { byId, element, pageData } from "../lib/page.js";
import { codeWords, isPast } from "./code-words.js";

export const data = pageData();
/** @type {import("./code-words.js").Words} */
export const words = JSON.parse(data.words ?? "{}");
export const say = codeWords(words);

export const seconds = () => Math.floor(Date.now() / 1000);

/** @param {import("./read-code.js").Code} code */
export const isOver = (code) => isPast(code, seconds());

/**
 * Says something, in as many lines.
 * @param {string | string[]} text
 * @param {boolean} [undoes]
 */
export function announce(text, undoes = false) {
  const lines = [text].flat().map((line) => element("span", "line", line));
  byId("says").replaceChildren(...lines);
  byId("undo").hidden = !undoes;
  if (undoes) byId("undo").focus();
}
