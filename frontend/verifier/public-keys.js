/*
 * Published keys as key lists have them: which entries count, and the point that each stands for.
 *
 * The service's core/public_keys.py leaves out the same entries; docs/verification.md has the rules.
 */

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * A published key. It signs codes whose `iat` lies from `signsFrom` to `signsUntil` (epoch seconds;
 * null: not yet known).
 * @typedef {object} Key
 * @property {Bytes} publicKey
 * @property {string} kid as listed
 * @property {number | null} signsFrom
 * @property {number | null} signsUntil
 */

const P = 2n ** 255n - 19n;
/** The order of the base point (RFC 8032 section 5.1). */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
/** The y of the points of order 8 is this or its negative. */
const Y8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
/** 43 characters for 32 bytes: of the last one's bits the two that are left over are zero. */
const X = /^[\w-]{42}[AEIMQUYcgkosw048]$/;

/** @param {bigint} value */
const modP = (value) => ((value % P) + P) % P;

/**
 * @param {bigint} base
 * @param {bigint} exponent
 */
function power(base, exponent) {
  let result = 1n;
  for (let square = base; exponent; exponent >>= 1n) {
    if (exponent & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

/**
 * The y of an encoded point, without the bit of the sign.
 * @param {Bytes} bytes 32
 */
function yOf(bytes) {
  let y = BigInt(bytes[31] & 127);
  for (let i = 30; i >= 0; i--) y = (y << 8n) | BigInt(bytes[i]);
  return y;
}

/**
 * True for an encoding of y that is canonical and not of one of the eight small-order points.
 * @param {Bytes} bytes
 */
export function isSoundPoint(bytes) {
  if (bytes.length !== 32) return false;
  const y = yOf(bytes);
  return y < P && ![0n, 1n, P - 1n, Y8, P - Y8].includes(y);
}

/**
 * True for a point of the curve whose order is that of the base point: by the u of RFC 7748, the
 * curve's equation, and Montgomery's ladder. Takes milliseconds.
 * @param {Bytes} bytes
 */
function isOfFullOrder(bytes) {
  if (!isSoundPoint(bytes)) return false;
  const y = yOf(bytes);
  const u = modP((1n + y) * power(modP(1n - y), P - 2n));
  if (power(modP(u * (u * (u + 486662n) + 1n)), (P - 1n) / 2n) !== 1n) return false;
  let [multiple, next] = [
    [1n, 0n],
    [u, 1n],
  ];
  for (const bit of L.toString(2)) {
    const [[x, z], [nextX, nextZ]] = [multiple, next];
    const [s, t] = [(x - z) * (nextX + nextZ), (x + z) * (nextX - nextZ)];
    const both = [modP((s + t) ** 2n), modP(u * (s - t) ** 2n)];
    [multiple, next] = bit === "1" ? [both, doubled(next)] : [doubled(multiple), both];
  }
  return multiple[1] === 0n;
}

/** @param {bigint[]} point u as a fraction */
function doubled([x, z]) {
  const [s, t] = [(x + z) ** 2n, (x - z) ** 2n];
  return [modP(s * t), modP((s - t) * (s + 121665n * (s - t)))];
}

/** @type {Map<string, Bytes | null>} */
const known = new Map();

/**
 * The 32 bytes that `x` stands for; null for what is no key that proves anything.
 * @param {unknown} x
 */
function publicKeyOf(x) {
  if (typeof x !== "string" || !X.test(x)) return null;
  const found = known.get(x);
  if (found !== undefined) return found;
  const raw = atob(x.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = Uint8Array.from(raw, (character) => character.charCodeAt(0));
  const key = isOfFullOrder(bytes) ? bytes : null;
  known.set(x, key);
  return key;
}

/**
 * A time of a key in epoch seconds; null where it has none, undefined for what is no time.
 * @param {unknown} value
 * @returns {number | null | undefined}
 */
function timeOf(value) {
  if (value === undefined || value === null) return null;
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/**
 * The key of an entry of a key list; null for an entry that does not count.
 * @param {any} entry
 * @returns {Key | null}
 */
export function keyOf(entry) {
  if (entry?.kty !== "OKP" || entry.crv !== "Ed25519" || typeof entry.kid !== "string") return null;
  const signsFrom = timeOf(entry.signs_from);
  const signsUntil = timeOf(entry.signs_until);
  const publishedAt = timeOf(entry.published_at);
  if (signsFrom === undefined || signsUntil === undefined || publishedAt === undefined) return null;
  const publicKey = publicKeyOf(entry.x);
  return publicKey && { publicKey, kid: entry.kid, signsFrom, signsUntil };
}

/**
 * The key that is listed under that id: the first entry of several that counts.
 * @param {unknown[]} entries
 * @param {string} kid
 * @returns {Key | null}
 */
export function findKey(entries, kid) {
  for (const entry of entries) {
    const key = /** @type {any} */ (entry)?.kid === kid && keyOf(entry);
    if (key) return key;
  }
  return null;
}

/**
 * Whether a key was the signing one at that moment, by a list that was fetched at `knownAt` (all in
 * epoch seconds). One that was standby then may have had its turn since.
 * @param {Key} key
 * @param {number} moment
 * @param {number} knownAt
 * @param {number} now
 */
export function maySignAt({ signsFrom, signsUntil }, moment, knownAt, now) {
  if (signsFrom === null) return moment > knownAt && moment <= now;
  return moment >= signsFrom && moment <= (signsUntil ?? Infinity);
}
