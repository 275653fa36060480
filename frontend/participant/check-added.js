/*
 * Finds and checks the codes in what is added to the list. The page loads it when something is: a
 * check needs the service's public lists of keys and withdrawals. They are fetched; no code is sent.
 */
import { carrierOf, elsewhere, findCodes, opaqueHost } from "../lib/find-codes.js";
import { check } from "../verifier/check-code.js";
import { findChecker } from "../verifier/checker.js";
import { loadLists } from "../verifier/trust.js";

/**
 * What a check relies on: addresses of the lists and of the bundled library (or ""), the sample key
 * as JSON, and the site's own hosts.
 * @typedef {object} Sources
 * @property {string} keys
 * @property {string} withdrawals
 * @property {string} ed25519
 * @property {string} sample
 * @property {string[]} own
 */

/**
 * A code that was found, and the outcome of its check. `elsewhere`: the host that its link leads to,
 * where it is none of the site's own; `carrier`: that of mail security around it; "" for none.
 * @typedef {object} Examined
 * @property {string} token
 * @property {string} elsewhere
 * @property {string} carrier
 * @property {string} outcome one of the nine of the check page
 * @property {string} reason "" for none
 */

const CANNOT = { outcome: "could_not_check", reason: "" };

/**
 * The codes of a text, checked; and the host of a link that hides where it leads, "" for none.
 * @param {string} text
 * @param {Sources} sources
 * @param {number} now epoch seconds
 * @returns {Promise<{codes: Examined[], opaque: string}>}
 */
export async function examine(text, { keys, withdrawals, ed25519, sample, own }, now) {
  const found = findCodes(text);
  if (!found.length) return { codes: [], opaque: opaqueHost(text) };
  const checker = await findChecker(ed25519);
  const trust = { ...(await loadLists(keys, withdrawals)), sample: JSON.parse(sample) };
  const codes = await Promise.all(
    found.map(async (code) => {
      const { text: token, wrapper } = code;
      const { outcome, reason = "" } = checker
        ? await check(token, trust, now, checker.verify).catch(() => CANNOT)
        : CANNOT;
      const other = elsewhere(code, own);
      return { token, elsewhere: other, carrier: carrierOf(wrapper), outcome, reason };
    }),
  );
  return { codes, opaque: "" };
}
