/* What counts as a published list of keys; which of its entries do, public-keys.js says. */

/** @param {unknown} entry */
const isObject = (entry) => typeof entry === "object" && entry !== null && !Array.isArray(entry);

/**
 * Whether a published body is a key list: `keys` an array, and `revoked` too, where it has one.
 * @param {any} body
 */
export const isKeyList = (body) =>
  Array.isArray(body?.keys) && (body.revoked == null || Array.isArray(body.revoked));

const MEMBERS = ["kid", "kty", "crv", "x", "signs_from", "signs_until", "published_at"];

/** @param {any} value a number beyond all that there are, 1e999, is not null */
const written = (value) => (Math.abs(value) === Infinity ? [`${value}`] : value);

/** @param {any} entry */
const counted = (entry) => JSON.stringify(MEMBERS.map((name) => written(entry[name])));

/**
 * The revoked keys of a list, then those of another that it does not have alike. The same `kid`
 * alone takes no place: its entry may be of another key, or not count at all.
 * @param {unknown[]} revoked
 * @param {unknown[]} others
 * @returns {any[]}
 */
export function allRevoked(revoked, others) {
  const entries = revoked.filter(isObject);
  const listed = entries.map(counted);
  return [
    ...entries,
    ...others.filter((other) => isObject(other) && !listed.includes(counted(other))),
  ];
}
