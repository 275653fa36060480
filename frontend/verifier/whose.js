/*
 * Whose a code is: this service's, or one of the other issuers' whose lists are looked at only where
 * its own keys do not account for a code.
 */
import { addressOf } from "../lib/page.js";
import { load as stored } from "../lib/storage.js";
import { isConfirmed } from "./confirmed.js";

const LISTS_LAST = 30 * 86400;

/** @typedef {import("./check-code.js").Result} Result */
/** @typedef {import("./issuers.js").Found} Found */
/** @typedef {import("./issuers.js").Issuer} Issuer */
/** @typedef {import("./trust.js").Lists} Lists */

/** This service's address, by that of its page, which lies at the first level. */
export const ownAddress = () => new URL(".", document.baseURI).href.replace(/\/$/, "");

/**
 * The outcome with whose the code is.
 * @param {Result} found by this service's own lists
 * @param {Lists} own
 * @param {object} more
 * @param {Record<string, string>} more.data the page's: organisation, issuers (JSON) and others, the
 * address of the script that knows other issuers
 * @param {(lists: Lists) => Promise<Result>} more.check
 * @param {number} more.waitMs how long the lists of others are waited for
 * @param {number} more.now
 * @param {boolean} [more.byHand] whether issuers of a file count
 * @returns {Promise<Found>}
 */
export async function withIssuer(found, own, { data, check, waitMs, now, byHand = false }) {
  const { organisation: name = "", issuers = "[]", others = "" } = data;
  if (isConfirmed(found)) {
    return found.outcome === "sample"
      ? found
      : { ...found, issuer: { name, address: "", thumbprints: [] } };
  }
  /** @type {Issuer[]} */
  const configured = JSON.parse(issuers);
  const hasOthers = configured.length > 0 || (byHand && stored("issuers")?.length > 0);
  if (found.outcome === "unreadable" || !hasOthers || !others) return found;
  try {
    /** @type {typeof import("./issuers.js")} */
    const { checkElsewhere, otherIssuers } = await import(addressOf(others));
    const trusted = otherIssuers(configured, ownAddress()).filter((one) => byHand || one.isAsked);
    // nobody else is asked about a code that may be this service's own
    const isFresh = own.keysFetchedAt !== null && now - own.keysFetchedAt <= LISTS_LAST;
    const mayAsk = isFresh && found.outcome !== "not_genuine";
    return await checkElsewhere(found, trusted, { check, mayAsk, waitMs, now });
  } catch {
    return found; // the script could not be had: without a network it may be missing
  }
}
