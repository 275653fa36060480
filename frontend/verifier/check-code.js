/*
 * Checks a verification code: text -> one of the nine outcomes. No page, no network, no clock.
 *
 * A code is a CWT (RFC 8392) in a COSE_Sign1 (RFC 9052, tag 18), Ed25519, deterministic CBOR
 * (RFC 8949 section 4.2), unpadded base32. chalicelib/verification follows the same rules in the
 * same order; tests/vectors/verification.json holds both to it. Times are epoch seconds.
 */
import { decode } from "../lib/base32.js";
import { decodeCbor, decodeExact, isBytes, latin1, Malformed, Tagged } from "../lib/cbor.js";
import { LISTING, MAX_CHARACTERS, referenceOf, tokenIn } from "../lib/code-format.js";
import { isKeyList } from "./key-list.js";
import { findKey, isSoundPoint, maySignAt } from "./public-keys.js";
import { verifyHere } from "./web-crypto.js";

export { canCheck } from "./web-crypto.js";

const DAY = 86400;
const MAX_LIFE = 366 * DAY;
const TIMES_END = 2 ** 37;
const LISTS_LAST = 30 * DAY;
const JUST_FETCHED = 300;
const CLOCK_SKEW = 300;
const KID = /^[A-Za-z0-9_-]{8}$/;
const MAX_DAMAGE = 2; // characters of a kid

const NOT_GENUINE = { outcome: "not_genuine" };
const NOT_OURS = Symbol("not ours");
const NEWER = Symbol("newer");

/**
 * What a code says of an attendance, times in epoch seconds.
 * @typedef {object} Attendance
 * @property {string} meetingId
 * @property {number} start
 * @property {number} utcOffsetMin
 * @property {number} lengthMin
 * @property {string} name
 * @property {string} place
 * @property {string} reference
 * @property {number} issuedAt
 * @property {number} expiresAt
 */

/**
 * `attendance` only where the signature held and every claim was within its bounds.
 * @typedef {{outcome: string, reason?: string, attendance?: Attendance}} Result
 */

/**
 * What a checker trusts. Times are epoch seconds, null for lists that were never fetched.
 * @typedef {object} Trust
 * @property {unknown[]} keys as the key list has them (RFC 8037), with what counts for nothing
 * @property {unknown[] | null} [revoked] likewise
 * @property {{kid: string}} sample an entry like those
 * @property {unknown[]} withdrawals references
 * @property {number | null} keysFetchedAt
 * @property {number | null} withdrawalsFetchedAt
 */

/** @typedef {import("./public-keys.js").Key} Key */
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/** @typedef {ReturnType<typeof openFrame>} Frame */

/**
 * Whether a signature over a message is of a public key.
 * @typedef {(publicKey: Bytes, signature: Bytes, message: Bytes) => boolean | Promise<boolean>} Verify
 */

/**
 * @param {unknown} value
 * @returns {value is number | bigint}
 */
const isInteger = (value) => typeof value === "number" || typeof value === "bigint";

/** @param {string} token */
function fromBase32(token) {
  if (token.length > MAX_CHARACTERS || !/^[A-Za-z2-7]+$/.test(token)) throw new Malformed();
  if ([1, 3, 6].includes(token.length % 8)) throw new Malformed();
  const { bytes, rest } = decode(token.toUpperCase());
  if (rest) throw new Malformed();
  return bytes;
}

/**
 * The four parts of a COSE_Sign1, whatever they hold; throws Malformed for any other shape.
 * @param {string} text
 */
function openFrame(text) {
  const { value: frame, deterministic } = decodeCbor(fromBase32(tokenIn(text)));
  const parts = frame instanceof Tagged && frame.tag === 18 ? frame.value : null;
  if (!Array.isArray(parts) || parts.length !== 4) throw new Malformed();
  const [header, unprotected, payload, signature] = parts;
  if (!(unprotected instanceof Map) || ![header, payload, signature].every(isBytes)) {
    throw new Malformed();
  }
  /** @type {{header: Bytes, unprotected: Map<unknown, unknown>, payload: Bytes, signature: Bytes}} */
  const found = { header, unprotected, payload, signature };
  return { ...found, deterministic };
}

/**
 * The key id of a frame that keeps to our profile, else null.
 * @param {Frame} frame
 */
function keyIdOf(frame) {
  if (!frame.deterministic || frame.unprotected.size || frame.signature.length !== 64) return null;
  const header = decodeExact(frame.header);
  if (!(header instanceof Map) || header.size !== 2) return null;
  if (![-8, -19].includes(header.get(1)) || !isBytes(header.get(4))) return null;
  const kid = latin1(header.get(4));
  return KID.test(kid) ? kid : null;
}

/**
 * Whether a signature of ours holds once the kid is mended: a damaged code of ours, which would
 * read as another issuer's.
 * @param {Frame} frame
 * @param {string} kid
 * @param {Trust} trust
 * @param {Verify} verify
 */
async function isOursButForItsKid(frame, kid, trust, verify) {
  for (const entries of [trust.revoked ?? [], trust.keys, [trust.sample]]) {
    const kids = entries.map((/** @type {any} */ entry) => entry?.kid);
    const near = kids.filter((other) => {
      if (typeof other !== "string" || !KID.test(other)) return false;
      return [...other].filter((character, i) => character !== kid[i]).length <= MAX_DAMAGE;
    });
    for (const other of new Set(near)) {
      const key = findKey(entries, other);
      const start = frame.header.subarray(0, -kid.length);
      const header = new Uint8Array([...start, ...new TextEncoder().encode(other)]);
      if (key && (await isSignedBy(key, { ...frame, header }, verify))) return true;
    }
  }
  return false;
}

/** @param {Bytes} bytes */
function byteString(bytes) {
  const n = bytes.length;
  const head = n < 24 ? [0x40 | n] : n < 256 ? [0x58, n] : [0x59, n >> 8, n & 255];
  return [...head, ...bytes];
}

/**
 * Whether the key signed the frame: Ed25519 over the Sig_structure of RFC 9052 section 4.4.
 * @param {Key} key
 * @param {Frame} frame
 * @param {Verify} verify
 */
async function isSignedBy({ publicKey }, frame, verify) {
  if (!isSoundPoint(frame.signature.subarray(0, 32))) return false;
  const context = new TextEncoder().encode("Signature1");
  const signed = new Uint8Array([
    0x84,
    0x60 | context.length,
    ...context,
    ...byteString(frame.header),
    0x40,
    ...byteString(frame.payload),
  ]);
  return verify(publicKey, frame.signature, signed);
}

/**
 * What a payload says, NOT_OURS for what this service never wrote, NEWER for what it may yet.
 * @param {Bytes} bytes
 * @returns {Attendance | typeof NOT_OURS | typeof NEWER}
 */
function readPayload(bytes) {
  const claims = decodeExact(bytes);
  if (!(claims instanceof Map)) return NOT_OURS;
  const [exp, iat, cti, listing] = [4, 6, 7, LISTING].map((key) => claims.get(key));
  if (claims.size !== 4 || !Array.isArray(listing) || listing.length !== 6) return NEWER;
  const [meetingId, start, utcOffsetMin, lengthMin, name, place] = listing;
  const known =
    [exp, iat].every((time) => typeof time === "number" && time >= 0) &&
    isBytes(cti) &&
    cti.length === 10 &&
    [meetingId, name, place].every((text) => typeof text === "string") &&
    [start, utcOffsetMin, lengthMin].every(isInteger) &&
    start >= 0 &&
    lengthMin >= 0;
  if (!known) return NEWER;
  const size = (/** @type {string} */ text) => new TextEncoder().encode(text).length;
  const within =
    exp > iat &&
    exp - iat <= MAX_LIFE &&
    exp < TIMES_END &&
    /^[\w-]{0,12}$/.test(meetingId) &&
    start < TIMES_END &&
    utcOffsetMin > -1440 &&
    utcOffsetMin < 1440 &&
    lengthMin >= 1 &&
    lengthMin <= 1440 &&
    size(name) <= 32 &&
    size(place) <= 20;
  if (!within) return NOT_OURS;
  const reference = referenceOf(cti);
  const times = { issuedAt: iat, expiresAt: exp };
  return { meetingId, start, utcOffsetMin, lengthMin, name, place, reference, ...times };
}

/**
 * `good` with what the code says, if the key signed it and the claims are ones we could sign.
 * @param {Frame} frame
 * @param {Key} key
 * @param {Result} good
 * @param {Verify} verify
 * @returns {Promise<Result>}
 */
async function readSigned(frame, key, good, verify) {
  if (!(await isSignedBy(key, frame, verify))) return NOT_GENUINE;
  const attendance = readPayload(frame.payload);
  if (attendance === NOT_OURS) return NOT_GENUINE;
  if (attendance !== NEWER) return { ...good, attendance };
  return good.outcome === "genuine" ? { outcome: "could_not_check", reason: "newer" } : good;
}

/**
 * The outcome of a code, given what this checker trusts.
 *
 * @param {string} text
 * @param {Trust} trust
 * @param {number} now
 * @param {Verify} [verify] the browser's own by default, which rejects where there is none (see
 * canCheck)
 * @returns {Promise<Result>}
 */
export async function check(text, trust, now, verify = verifyHere) {
  const cannot = (/** @type {string} */ reason) => ({ outcome: "could_not_check", reason });
  const outdated = (/** @type {number | null} */ fetchedAt) =>
    fetchedAt == null || now - fetchedAt > LISTS_LAST;

  let frame;
  try {
    frame = openFrame(text);
  } catch (error) {
    if (error instanceof Malformed) return { outcome: "unreadable" };
    throw error;
  }
  const kid = keyIdOf(frame);
  if (kid === null) return NOT_GENUINE;

  const signedBy = (/** @type {Key} */ key, /** @type {Result} */ good) =>
    readSigned(frame, key, good, verify);
  const sample = kid === trust.sample.kid && findKey([trust.sample], kid);
  if (sample) return signedBy(sample, { outcome: "sample" });
  const keysFetchedAt = trust.keysFetchedAt ?? -Infinity;
  if (!isKeyList(trust) || outdated(keysFetchedAt)) return cannot("keys");
  const revoked = findKey(trust.revoked ?? [], kid);
  if (revoked) return signedBy(revoked, { outcome: "withdrawn", reason: "key" });
  const key = findKey(trust.keys, kid);
  if (!key) {
    if (await isOursButForItsKid(frame, kid, trust, verify)) return NOT_GENUINE;
    const justFetched = Math.abs(now - keysFetchedAt) <= JUST_FETCHED;
    return justFetched ? { outcome: "unknown_issuer" } : cannot("keys");
  }
  const read = await signedBy(key, { outcome: "genuine" });
  if (!read.attendance) return read;

  const { attendance } = read;
  const { issuedAt, expiresAt, reference } = attendance;
  if (!maySignAt(key, issuedAt, keysFetchedAt, now)) return NOT_GENUINE;
  if (!Array.isArray(trust.withdrawals) || outdated(trust.withdrawalsFetchedAt)) {
    return { ...cannot("withdrawals"), attendance };
  }
  if (trust.withdrawals.includes(reference)) return { outcome: "withdrawn", attendance };
  if (issuedAt > now + CLOCK_SKEW) return { outcome: "not_yet_valid", attendance };
  return { outcome: now >= expiresAt ? "expired" : "genuine", attendance };
}
