/*
 * Whom this desk trusts besides its own service: the issuers of the service's setting, whose lists
 * are fetched from their own addresses, and those of a file that was chosen by hand, whose lists come
 * from files only.
 */
import { pageData } from "../lib/page.js";
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

/** Where this page is: the address of its service, maybe one of several hosts of it. */
const addressHere = () => new URL(".", document.baseURI).href.replace(/\/$/, "");

/** This service's public address, which its codes and snapshots name. */
export const ownAddress = () => pageData().address || addressHere();

/**
 * Where storage has an issuer's lists: this service's own where they are fetched from.
 * @param {string} address
 */
export const storedAt = (address) => (address === ownAddress() ? addressHere() : address);

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
