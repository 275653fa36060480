/*
 * Checks a verification code: text -> one of the nine outcomes. No page, no network, no clock.
 *
 * A code is a CWT (RFC 8392) in a COSE_Sign1 (RFC 9052, tag 18), Ed25519, deterministic CBOR
 * (RFC 8949 section 4.2), unpadded base32. chalicelib/verification follows the same rules in the
 * same order; tests/vectors/verification.json holds both to it. Times are epoch seconds.
 */

const DAY = 86400;
const MAX_CHARACTERS = 512;
const MAX_DEPTH = 8;
const MAX_LIFE = 366 * DAY;
const TIMES_END = 2 ** 37;
const LISTS_LAST = 30 * DAY;
const JUST_FETCHED = 300;
const CLOCK_SKEW = 300;
const LISTING = -65537;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const P = 2n ** 255n - 19n;
/** The y of the points of order 8 is this or its negative. */
const Y8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;

const NOT_GENUINE = { outcome: "not_genuine" };
const NOT_OURS = Symbol("not ours");
const NEWER = Symbol("newer");

class Malformed extends Error {}

class Tagged {
  constructor(tag, value) {
    this.tag = tag;
    this.value = value;
  }
}

const isBytes = (value) => value instanceof Uint8Array;
const isInteger = (value) => typeof value === "number" || typeof value === "bigint";
const latin1 = (bytes) => String.fromCharCode(...bytes);

/** What follows the last "#" of a link, or the text itself; no more than trimmed. */
export function tokenIn(text) {
  return text.replace(/^[\t-\r ]+|[\t-\r ]+$/g, "").split("#").pop();
}

function fromBase32(token) {
  if (token.length > MAX_CHARACTERS || !/^[A-Za-z2-7]+$/.test(token)) throw new Malformed();
  if ([1, 3, 6].includes(token.length % 8)) throw new Malformed();
  const bytes = [];
  let held = 0;
  let bits = 0;
  for (const character of token.toUpperCase()) {
    held = (held << 5) | ALPHABET.indexOf(character);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push(held >> bits);
      held &= (1 << bits) - 1;
    }
  }
  if (held) throw new Malformed();
  return new Uint8Array(bytes);
}

/** The reference people compare: base32 of the ten bytes of `cti`, XXXX-XXXX-XXXX-XXXX. */
function referenceOf(cti) {
  let number = 0n;
  for (const byte of cti) number = (number << 8n) | BigInt(byte);
  let text = "";
  for (let shift = 75n; shift >= 0n; shift -= 5n) text += ALPHABET[(number >> shift) & 31n];
  return text.match(/..../g).join("-");
}

function fitsHalf(float) {
  const size = Math.abs(float);
  if (size === 0 || size === Infinity) return true;
  const unit = 2 ** (Math.max(Math.floor(Math.log2(size)), -14) - 10);
  return size <= 65504 && Number.isInteger(size / unit);
}

/**
 * Bytes -> {value, deterministic}; throws Malformed unless they are one well-formed item of
 * definite lengths. Integers beyond 2^53 are BigInt; floats and simple values are null, since no
 * claim may be one. Text that is not UTF-8 counts as not deterministic.
 */
export function decodeCbor(bytes) {
  let at = 0;
  let deterministic = true;

  function take(count) {
    if (count > bytes.length - at) throw new Malformed();
    at += count;
    return bytes.subarray(at - count, at);
  }

  function argument(info) {
    if (info < 24) return info;
    if (info > 27) throw new Malformed();
    let value = 0n;
    for (const byte of take(1 << (info - 24))) value = (value << 8n) | BigInt(byte);
    if (value < [24n, 1n << 8n, 1n << 16n, 1n << 32n][info - 24]) deterministic = false;
    return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
  }

  function floatOrSimple(info) {
    if (info < 24) return null;
    if (info > 27) throw new Malformed();
    const raw = take(1 << (info - 24));
    const view = new DataView(raw.buffer, raw.byteOffset);
    if (info === 24 && raw[0] < 32) throw new Malformed();
    if (info === 25 && (raw[0] & 0x7c) === 0x7c && (raw[0] & 3 || raw[1])) {
      deterministic &&= raw[0] === 0x7e && raw[1] === 0;
    }
    if (info > 25) {
      const float = info === 26 ? view.getFloat32(0) : view.getFloat64(0);
      const shorter = info === 26 ? fitsHalf(float) : Math.fround(float) === float;
      if (shorter || Number.isNaN(float)) deterministic = false;
    }
    return null;
  }

  function text(raw) {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      deterministic = false;
      return "";
    }
  }

  function item(depth) {
    if (depth > MAX_DEPTH) throw new Malformed();
    const head = take(1)[0];
    const major = head >> 5;
    if (major === 7) return floatOrSimple(head & 31);
    const n = argument(head & 31);
    if (major === 0) return n;
    if (major === 1) return n < Number.MAX_SAFE_INTEGER ? -1 - n : -1n - BigInt(n);
    if (major === 2) return take(n);
    if (major === 3) return text(take(n));
    if (major === 4) {
      const items = [];
      for (let i = 0; i < n; i++) items.push(item(depth + 1));
      return items;
    }
    if (major === 5) {
      const map = new Map();
      let previous = "";
      for (let i = 0; i < n; i++) {
        const start = at;
        const key = item(depth + 1);
        const encoded = latin1(bytes.subarray(start, at));
        if (encoded <= previous) deterministic = false;
        previous = encoded;
        map.set(key, item(depth + 1));
      }
      return map;
    }
    const value = item(depth + 1);
    const bignum = (n === 2 || n === 3) && isBytes(value);
    if (bignum && (value.length < 9 || value[0] === 0)) deterministic = false;
    return new Tagged(n, value);
  }

  const value = item(1);
  if (at !== bytes.length) throw new Malformed();
  return { value, deterministic };
}

/** Like decodeCbor, but null for whatever is malformed or not deterministic. */
function decodeExact(bytes) {
  try {
    const { value, deterministic } = decodeCbor(bytes);
    return deterministic ? value : null;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

/** The four parts of a COSE_Sign1, whatever they hold; throws Malformed for any other shape. */
function openFrame(text) {
  const { value: frame, deterministic } = decodeCbor(fromBase32(tokenIn(text)));
  const parts = frame instanceof Tagged && frame.tag === 18 ? frame.value : null;
  if (!Array.isArray(parts) || parts.length !== 4) throw new Malformed();
  const [header, unprotected, payload, signature] = parts;
  if (!(unprotected instanceof Map) || ![header, payload, signature].every(isBytes)) {
    throw new Malformed();
  }
  return { header, unprotected, payload, signature, deterministic };
}

/** The key id of a frame that keeps to our profile, else null. */
function keyIdOf(frame) {
  if (!frame.deterministic || frame.unprotected.size || frame.signature.length !== 64) return null;
  const header = decodeExact(frame.header);
  if (!(header instanceof Map) || header.size !== 2) return null;
  if (![-8, -19].includes(header.get(1)) || !isBytes(header.get(4))) return null;
  const kid = latin1(header.get(4));
  return /^[A-Za-z0-9_-]{8}$/.test(kid) ? kid : null;
}

/** True for an encoding of y that is canonical and not of one of the eight small-order points. */
function isSoundPoint(bytes) {
  if (bytes.length !== 32) return false;
  let y = BigInt(bytes[31] & 127);
  for (let i = 30; i >= 0; i--) y = (y << 8n) | BigInt(bytes[i]);
  return y < P && ![0n, 1n, P - 1n, Y8, P - Y8].includes(y);
}

/** The 32 bytes of a published key (RFC 8037), or null for one that must not be trusted. */
function publicKeyOf(jwk) {
  if (jwk.kty !== "OKP" || jwk.crv !== "Ed25519" || !/^[\w-]{43}$/.test(jwk.x)) return null;
  const raw = atob(jwk.x.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = Uint8Array.from(raw, (character) => character.charCodeAt(0));
  return isSoundPoint(bytes) ? bytes : null;
}

/** The first usable key that is listed under that id. */
const findKey = (keys, kid) => keys.find((jwk) => jwk.kid === kid && publicKeyOf(jwk));

function byteString(bytes) {
  const n = bytes.length;
  const head = n < 24 ? [0x40 | n] : n < 256 ? [0x58, n] : [0x59, n >> 8, n & 255];
  return [...head, ...bytes];
}

/** Ed25519 (RFC 8032) by the browser's own WebCrypto; rejects where it has none. */
async function verifyHere(publicKey, signature, message) {
  const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, signature, message);
}

/** Whether `jwk` signed the frame: Ed25519 over the Sig_structure of RFC 9052 section 4.4. */
async function isSignedBy(jwk, frame, verify) {
  if (!isSoundPoint(frame.signature.subarray(0, 32))) return false;
  const context = new TextEncoder().encode("Signature1");
  const signed = new Uint8Array([
    0x84, 0x60 | context.length, ...context,
    ...byteString(frame.header), 0x40, ...byteString(frame.payload),
  ]);
  return verify(publicKeyOf(jwk), frame.signature, signed);
}

/** Whether this browser can check by itself: WebCrypto, in a secure context, with Ed25519. */
export async function canCheck() {
  const basePoint = Uint8Array.from({ length: 32 }, (_, i) => (i ? 0x66 : 0x58));
  try {
    await verifyHere(basePoint, new Uint8Array(64), new Uint8Array());
    return true;
  } catch {
    return false;
  }
}

/** What a payload says, NOT_OURS for what this service never wrote, NEWER for what it may yet. */
function readPayload(bytes) {
  const claims = decodeExact(bytes);
  if (!(claims instanceof Map)) return NOT_OURS;
  const [exp, iat, cti, listing] = [4, 6, 7, LISTING].map((key) => claims.get(key));
  if (claims.size !== 4 || !Array.isArray(listing) || listing.length !== 6) return NEWER;
  const [meetingId, start, utcOffsetMin, lengthMin, name, place] = listing;
  const known = [exp, iat].every((time) => typeof time === "number" && time >= 0)
    && isBytes(cti) && cti.length === 10
    && [meetingId, name, place].every((text) => typeof text === "string")
    && [start, utcOffsetMin, lengthMin].every(isInteger) && start >= 0 && lengthMin >= 0;
  if (!known) return NEWER;
  const size = (text) => new TextEncoder().encode(text).length;
  const within = exp > iat && exp - iat <= MAX_LIFE && exp < TIMES_END
    && /^[\w-]{0,12}$/.test(meetingId) && start < TIMES_END
    && utcOffsetMin > -1440 && utcOffsetMin < 1440
    && lengthMin >= 1 && lengthMin <= 1440
    && size(name) <= 32 && size(place) <= 20;
  if (!within) return NOT_OURS;
  const reference = referenceOf(cti);
  const times = { issuedAt: iat, expiresAt: exp };
  return { meetingId, start, utcOffsetMin, lengthMin, name, place, reference, ...times };
}

/** `good` with what the code says, if `jwk` signed it and the claims are ones we could sign. */
async function readSigned(frame, jwk, good, verify) {
  if (!(await isSignedBy(jwk, frame, verify))) return NOT_GENUINE;
  const said = readPayload(frame.payload);
  if (said === NOT_OURS) return NOT_GENUINE;
  if (said !== NEWER) return { ...good, attendance: said };
  return good.outcome === "genuine" ? { outcome: "could_not_check", reason: "newer" } : good;
}

/**
 * The outcome of a code, given what this checker trusts.
 *
 * trust: {keys, revoked: JWKs as published, sample: JWK, withdrawals: references,
 * keysFetchedAt, withdrawalsFetchedAt: epoch seconds or null}. Returns {outcome, reason?,
 * attendance?}; attendance only where the signature held and every claim was within its bounds.
 * verify: (public key, signature, message as bytes) -> whether it holds, or a promise of that; the
 * browser's own by default, which rejects where there is none (see canCheck).
 */
export async function check(text, trust, now, verify = verifyHere) {
  const cannot = (reason) => ({ outcome: "could_not_check", reason });
  const outdated = (fetchedAt) => fetchedAt == null || now - fetchedAt > LISTS_LAST;

  let frame;
  try {
    frame = openFrame(text);
  } catch (error) {
    if (error instanceof Malformed) return { outcome: "unreadable" };
    throw error;
  }
  const kid = keyIdOf(frame);
  if (kid === null) return NOT_GENUINE;

  const signedBy = (jwk, good) => readSigned(frame, jwk, good, verify);
  if (kid === trust.sample.kid) return signedBy(trust.sample, { outcome: "sample" });
  if (outdated(trust.keysFetchedAt)) return cannot("keys");
  const revoked = findKey(trust.revoked, kid);
  if (revoked) return signedBy(revoked, { outcome: "withdrawn", reason: "key" });
  const key = findKey(trust.keys, kid);
  if (!key) {
    const justFetched = Math.abs(now - trust.keysFetchedAt) <= JUST_FETCHED;
    return justFetched ? { outcome: "unknown_issuer" } : cannot("keys");
  }
  const read = await signedBy(key, { outcome: "genuine" });
  if (!read.attendance) return read;

  const { attendance } = read;
  const { issuedAt, expiresAt, reference } = attendance;
  // a standby key has no signs_from; its turn may have come since the list was fetched
  const signedThen = key.signs_from === undefined
    ? issuedAt > trust.keysFetchedAt && issuedAt <= now
    : issuedAt >= key.signs_from && issuedAt <= (key.signs_until ?? Infinity);
  if (!signedThen) return NOT_GENUINE;
  if (outdated(trust.withdrawalsFetchedAt)) return { ...cannot("withdrawals"), attendance };
  if (trust.withdrawals.includes(reference)) return { outcome: "withdrawn", attendance };
  if (issuedAt > now + CLOCK_SKEW) return { outcome: "not_yet_valid", attendance };
  return { outcome: now >= expiresAt ? "expired" : "genuine", attendance };
}
