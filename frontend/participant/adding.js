/*
 * Adds what a link or pasted text carries: found in any wrapping, checked before it is kept, and
 * what is not kept said in the words of the check page.
 */
import { addressOf } from "../lib/page.js";
import { plural } from "../lib/plurals.js";
import { fill } from "../lib/times.js";
import { data, seconds, words } from "./mine-page.js";
import { read } from "./read-code.js";

/** @typedef {import("./check-added.js").Examined} Examined */
/** @typedef {import("./read-code.js").Code} Code */

const KEPT = ["genuine", "expired", "not_yet_valid", "could_not_check"];

const sources = {
  keys: addressOf(data.keys ?? ""),
  withdrawals: addressOf(data.withdrawals ?? ""),
  ed25519: addressOf(data.ed25519 ?? ""),
  sample: data.sample ?? "",
  own: [location.host, new URL(data.code || location.href, location.href).host],
};

/**
 * The codes of a text, checked. Rejects where the checker cannot be had: no signal, and not stored.
 * @param {string} text
 * @returns {Promise<{codes: Examined[], opaque: string}>}
 */
export async function examined(text) {
  const { examine } = await import(addressOf(data.checker ?? ""));
  return examine(text, sources, seconds());
}

/**
 * What is to be kept of some checked codes.
 * @param {Examined[]} codes
 * @returns {{codes: Code[], unchecked: Set<string>}} `unchecked`: tokens of those to check later
 */
export function keepable(codes) {
  const kept = codes.filter(({ outcome }) => KEPT.includes(outcome));
  const unchecked = kept.filter(({ outcome }) => outcome === "could_not_check");
  return {
    codes: kept.flatMap(({ token }) => read(token) ?? []),
    unchecked: new Set(unchecked.map(({ token }) => token)),
  };
}

/**
 * Where links lead, if not here; that is said first, whatever the code is.
 * @param {Examined[]} codes
 * @returns {string[]}
 */
export function linkWarnings(codes) {
  const lines = codes.flatMap(({ elsewhere, carrier }) => {
    if (elsewhere) return fill(words.elsewhere, { host: elsewhere, here: location.host });
    return carrier ? fill(words.wrapped, { host: carrier }) : [];
  });
  return [...new Set(lines)];
}

/**
 * An outcome in the words of the check page.
 * @param {string} outcome
 * @param {string} reason
 * @returns {string}
 */
export const outcomeWords = (outcome, reason) =>
  words.outcomes[`${outcome}.${reason}`] ?? words.outcomes[outcome] ?? words.unread;

/**
 * Why codes were not kept, each reason once.
 * @param {Examined[]} codes
 * @returns {string[]}
 */
export function refusals(codes) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { token, outcome, reason } of codes) {
    if (KEPT.includes(outcome) && read(token)) continue;
    const why = outcomeWords(outcome, reason);
    counts.set(why, (counts.get(why) ?? 0) + 1);
  }
  return [...counts].map(([why, count]) => plural(words.notKept, count, { why }));
}
