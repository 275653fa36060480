/*
 * Reads a signed snapshot: an issuer's keys and withdrawals as of a date, carried by anybody.
 *
 * A flattened JWS (RFC 7515 section 7.2.2) over JSON. The service's core/trust_snapshot.py reads it
 * by the same rules in the same order; tests/vectors/snapshot.json holds both to them. No page, no
 * network, no clock: times are epoch seconds.
 */
import { allRevoked } from "./key-list.js";
import { findKey, isSoundPoint, maySignAt } from "./public-keys.js";
import { verifyHere } from "./web-crypto.js";

const TYPE = "waypost-trust+jwt";
const TYPE_OF_DIGEST = "waypost-trust-sha256+jwt"; // its key signs a digest of the payload
const MAX_CHARACTERS = 4_000_000;
const MAX_AGE = 30 * 86400;
const MAX_AHEAD = 300;

/**
 * What a reader knows of an issuer: whole thumbprints (RFC 7638) of keys whose snapshots count, and
 * the lists that were accepted last, with when that was.
 * @typedef {object} TrustedIssuer
 * @property {string[]} pins
 * @property {LastLists | null} last
 */

/**
 * @typedef {object} LastLists
 * @property {number} asOf
 * @property {unknown[]} keys
 * @property {unknown[] | null} [revoked]
 * @property {unknown[]} [withdrawals]
 */

/**
 * What a snapshot says. It counts as lists that were fetched at `asOf`; `revoked` holds what was
 * revoked in the last list, too, and `withdrawals` what was withdrawn in one as of that same time.
 * @typedef {object} Snapshot
 * @property {string} issuer its public address
 * @property {string} name what it calls itself
 * @property {number} asOf
 * @property {unknown[]} keys
 * @property {unknown[]} revoked
 * @property {unknown[]} withdrawals
 */

/** @typedef {import("./check-code.js").Verify} Verify */
/** @typedef {import("./check-code.js").Bytes} Bytes */
/** @typedef {{protected: string, payload: string, signature: string}} Parts */

class UnreadableError extends Error {}

/** @param {Bytes} bytes */
function toBase64url(bytes) {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/**
 * The bytes of canonical base64url without padding.
 * @param {unknown} text
 * @returns {Bytes}
 */
function fromBase64url(text) {
  if (typeof text !== "string" || !/^[\w-]*$/.test(text)) throw new UnreadableError();
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  if (toBase64url(bytes) !== text) throw new UnreadableError();
  return bytes;
}

/** @param {Bytes} bytes */
const decodeUtf8 = (bytes) =>
  new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);

/**
 * @param {string} text
 * @returns {Record<string, any>}
 */
function jsonObject(text) {
  const value = JSON.parse(text);
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new UnreadableError();
  }
  return value;
}

/**
 * The SHA-256 of a text, in base64url.
 * @param {string} text
 */
async function digestOf(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return toBase64url(new Uint8Array(digest));
}

/**
 * The parts of a snapshot; throws for anything else.
 * @param {string} text
 */
async function open(text) {
  if (text.length > MAX_CHARACTERS) throw new UnreadableError();
  const parts = /** @type {Parts} */ (jsonObject(text));
  const names = Object.keys(parts).sort().join();
  if (names !== "payload,protected,signature") throw new UnreadableError();
  const signature = fromBase64url(parts.signature);
  const header = jsonObject(decodeUtf8(fromBase64url(parts.protected)));
  const payload = jsonObject(decodeUtf8(fromBase64url(parts.payload)));
  const { alg, kid, typ } = header;
  const isOurs = Object.keys(header).length === 3 && alg === "EdDSA";
  if (!isOurs || typeof kid !== "string" || signature.length !== 64) throw new UnreadableError();
  if (typ !== TYPE && typ !== TYPE_OF_DIGEST) throw new UnreadableError();
  const said = readPayload(payload);
  const body = typ === TYPE ? parts.payload : await digestOf(parts.payload);
  const signed = new TextEncoder().encode(`${parts.protected}.${body}`);
  return { kid, signed, signature, said };
}

/**
 * @param {Record<string, any>} payload
 * @returns {Snapshot}
 */
function readPayload({ iss, name, as_of: asOf, keys, revoked, withdrawals }) {
  const isOurs =
    [iss, name].every((text) => typeof text === "string") &&
    [keys, revoked, withdrawals].every(Array.isArray) &&
    Number.isSafeInteger(asOf) &&
    asOf >= 0;
  if (!isOurs) throw new UnreadableError();
  return { issuer: iss, name, asOf, keys, revoked, withdrawals };
}

/**
 * The withdrawals of a snapshot, and the references among others that it does not have.
 * @param {unknown[]} withdrawals
 * @param {unknown[]} others
 */
function allWithdrawn(withdrawals, others) {
  const references = new Set(withdrawals);
  return [
    ...withdrawals,
    ...others.filter((other) => typeof other === "string" && !references.has(other)),
  ];
}

/**
 * The whole thumbprint of a key (RFC 7638), in base64url.
 * @param {string} x as listed
 */
async function thumbprintOf(x) {
  return digestOf(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`);
}

/**
 * What a snapshot says, or why it is not to be relied on: `unreadable`, `other_issuer`,
 * `revoked_signer`, `unknown_signer`, `changed`, `ahead`, `too_old` or `older`.
 * @param {string} text
 * @param {Map<string, TrustedIssuer>} trusted issuers by their public address
 * @param {number} now
 * @param {Verify} [verify] as for `check`
 * @returns {Promise<{refusal: string} | {snapshot: Snapshot}>}
 */
export async function readSnapshot(text, trusted, now, verify = verifyHere) {
  const refused = (/** @type {string} */ refusal) => ({ refusal });
  let opened;
  try {
    opened = await open(text);
  } catch {
    return refused("unreadable");
  }
  const { kid, signed, signature, said } = opened;
  const issuer = trusted.get(said.issuer);
  if (!issuer) return refused("other_issuer");
  const { pins, last } = issuer;
  const revoked = allRevoked(said.revoked, last?.revoked ?? []);
  const own = findKey(said.keys, kid);
  const known = findKey(last?.keys ?? [], kid);
  const signer = known ?? own;
  const x = signer && toBase64url(signer.publicKey);
  if (revoked.some((entry) => entry.kid === kid || (x && entry.x === x))) {
    return refused("revoked_signer");
  }
  if (!own || !signer || toBase64url(own.publicKey) !== x) return refused("unknown_signer");
  if (!known && !pins.includes(await thumbprintOf(x))) return refused("unknown_signer");
  const holds =
    isSoundPoint(signature.subarray(0, 32)) && (await verify(own.publicKey, signature, signed));
  if (!holds) return refused("changed");
  if (said.asOf > now + MAX_AHEAD) return refused("ahead");
  if (now - said.asOf > MAX_AGE) return refused("too_old");
  if (last && said.asOf < last.asOf) return refused("older");
  const byLastList = !last || !known || maySignAt(known, said.asOf, last.asOf, now + MAX_AHEAD);
  const byItself = own.signsFrom !== null && maySignAt(own, said.asOf, 0, now);
  if (!byLastList || !byItself) return refused("unknown_signer");
  // which of the two was made first, nothing tells
  const before = last?.asOf === said.asOf ? (last.withdrawals ?? []) : [];
  const withdrawals = allWithdrawn(said.withdrawals, before);
  return { snapshot: { ...said, revoked, withdrawals } };
}
