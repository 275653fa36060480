/* The checking desk's page: its data, its words, and where it says things. */
import { addressOf, byId, pageData } from "../lib/page.js";
import { fill, timesIn } from "../lib/times.js";

export const data = pageData();
/** @type {Record<string, string>} */
export const texts = JSON.parse(data.station ?? "{}");
/**
 * @typedef {object} DeskWords
 * @property {string} several
 * @property {string} comma
 * @property {string} days
 * @property {string} day without its year
 * @property {Record<string, string>} total plural forms
 * @property {Record<string, string>} weeks plural forms
 */
/** @type {import("./facts.js").Words & DeskWords} */
export const words = JSON.parse(data.words ?? "{}");
export const times = timesIn(words);

export const seconds = () => Math.floor(Date.now() / 1000);

/**
 * One of the desk's texts.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export const text = (key, values = {}) => fill(texts[key] ?? "", values);

/** @param {string} message */
export function announce(message) {
  byId("says").textContent = message;
}

/**
 * Does something with a module that is loaded when it is needed; says so where that fails.
 * @template Module
 * @param {string | undefined} path of the module
 * @param {(module: Module) => unknown} deed
 */
export async function withPart(path, deed) {
  try {
    await deed(await import(addressOf(path ?? "")));
  } catch (error) {
    announce(text("part.failed"));
    console.error(error);
  }
}

/**
 * The marks and words of an outcome.
 * @param {string} outcome
 */
export const templateOf = (outcome) => byId(`o-${outcome}`, "template");
