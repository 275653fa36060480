/*
 * The codes that this device keeps: a list of tokens in localStorage and nothing else. They are
 * sent nowhere, and a browser may clear them at any time.
 */
import { referenceIn } from "./code-format.js";
import { ROOT } from "./page.js";
import { load, onChange, store } from "./storage.js";

const KEY = new URL("mine", ROOT).pathname;

/**
 * The tokens stored here, in the order in which they came; none where storage is refused.
 * @returns {string[]}
 */
export function storedCodes() {
  const list = load(KEY);
  return Array.isArray(list) ? list.filter((token) => typeof token === "string") : [];
}

/**
 * Stores these tokens and no others; returns whether the browser let us.
 * @param {string[]} tokens
 */
export const storeCodes = (tokens) => store(KEY, tokens.length ? tokens : null);

/**
 * Stores a code, or the code of a link. It takes the place of other forms of the same attendance:
 * one attendance is one reference. Returns whether it is stored now, and which it replaced.
 * @param {string} text
 * @returns {{isStored: boolean, replaced: string[]}}
 */
export function addCode(text) {
  const token = (text.split("#").pop() ?? "").trim().toUpperCase();
  const reference = referenceIn(token);
  const codes = storedCodes().filter((code) => code !== token);
  const replaced = codes.filter((code) => reference && referenceIn(code) === reference);
  const isStored = storeCodes([...codes.filter((code) => !replaced.includes(code)), token]);
  return { isStored, replaced: isStored ? replaced : [] };
}

/**
 * Stores the forms again that a code replaced, in its place.
 * @param {string} text as it was added
 * @param {string[]} replaced
 */
export function undoAdding(text, replaced) {
  const token = (text.split("#").pop() ?? "").trim().toUpperCase();
  return storeCodes([...storedCodes().filter((code) => code !== token), ...replaced]);
}

/**
 * Calls back when another tab changes what is stored.
 * @param {() => void} changed
 */
export const onCodesChange = (changed) => onChange(KEY, changed);
