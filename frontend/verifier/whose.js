/*
 * Whose a code is: this service's, or one of the other issuers' whose lists are looked at only where
 * its own keys do not account for a code.
 */
import { addressOf } from "../lib/page.js";

/** @typedef {import("./check-code.js").Result} Result */
/** @typedef {import("./issuers.js").Found} Found */
/** @typedef {import("./trust.js").Lists} Lists */

/**
 * The outcome with the other issuer whose the code is, if it is one's.
 * @param {Result} found by this service's own lists
 * @param {Lists} own
 * @param {string} script address of the module that knows the other issuers, "" where there are none
 * @param {import("./issuers.js").Asking} asking
 * @returns {Promise<Found>}
 */
export async function withOthers(found, own, script, asking) {
  const { outcome, reason } = found;
  const isOpen = ["unknown_issuer", "not_genuine"].includes(outcome) || reason === "keys";
  if (!isOpen || !script) return found;
  try {
    /** @type {typeof import("./issuers.js")} */
    const { checkElsewhere } = await import(addressOf(script));
    return await checkElsewhere(found, own, asking);
  } catch {
    return found; // without a network the module may be missing
  }
}
