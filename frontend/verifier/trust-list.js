/*
 * Whom this desk trusts besides its own service: the issuers of the service's setting, whose lists
 * are fetched from their own addresses, and those of a file that was chosen by hand, whose lists come
 * from files only.
 */
import { load as stored } from "../lib/storage.js";

/** Where storage has the issuers of a file. */
export const CHOSEN = "issuers";

/**
 * @typedef {object} Issuer
 * @property {string} name as the trust list has it, never as a code or a list of keys does
 * @property {string} address without a final slash
 * @property {string[]} thumbprints of keys whose snapshots count
 */

/** @typedef {Issuer & {isAsked: boolean}} TrustedIssuer isAsked: lists are fetched */

/** This service's address, by that of its page, which lies at the first level. */
export const ownAddress = () => new URL(".", document.baseURI).href.replace(/\/$/, "");

/**
 * The other issuers; of one that is in both lists what the service's setting says, and all pins.
 * @param {Issuer[]} configured
 * @returns {TrustedIssuer[]}
 */
export function otherIssuers(configured) {
  /** @type {Issuer[]} */
  const chosen = stored(CHOSEN) ?? [];
  const asked = configured.map((issuer) => ({
    ...issuer,
    thumbprints: [...issuer.thumbprints, ...pinsOf(issuer.address)],
    isAsked: true,
  }));
  const known = [ownAddress(), ...configured.map(({ address }) => address)];
  const others = chosen.filter(({ address }) => !known.includes(address));
  return [...asked, ...others.map((issuer) => ({ ...issuer, isAsked: false }))];
}

/**
 * The thumbprints that were pinned by hand for an address.
 * @param {string} address
 */
export function pinsOf(address) {
  /** @type {Issuer[]} */
  const chosen = stored(CHOSEN) ?? [];
  return chosen.filter((issuer) => issuer.address === address).flatMap((one) => one.thumbprints);
}
