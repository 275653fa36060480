/* Checks the verifications of attendance that Waypost gives: no page, no network, no clock. */
export { findCodes, opaqueHost } from "./lib/find-codes.js";
export { canCheck, check } from "./verifier/check-code.js";
export { readSnapshot } from "./verifier/trust-snapshot.js";

/**
 * The published training key: anyone may sign with it, so its codes read "sample".
 */
export const SAMPLE_KEY = {
  kty: "OKP",
  crv: "Ed25519",
  x: "WmkTxwYHEjH2-ycDszUjQlGUBSFTzgn7VaD4ITXoNpY",
  kid: "Ynr5GWDl",
};
