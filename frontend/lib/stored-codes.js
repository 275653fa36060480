/*
 * The codes that this device keeps: a list of tokens in localStorage and nothing else. They are
 * sent nowhere, and a browser may clear them at any time.
 */
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
 * Stores one more, a code or its link; returns whether it is stored now.
 * @param {string} token
 */
export function addCode(token) {
  const code = (token.split("#").pop() ?? "").trim().toUpperCase();
  const codes = storedCodes();
  return codes.includes(code) || storeCodes([...codes, code]);
}

/**
 * Calls back when another tab changes what is stored.
 * @param {() => void} changed
 */
export const onCodesChange = (changed) => onChange(KEY, changed);
