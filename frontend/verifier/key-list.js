/* What counts as a published list of keys; which of its entries do, public-keys.js says. */

/** @param {unknown} entry */
const isObject = (entry) => typeof entry === "object" && entry !== null && !Array.isArray(entry);

/**
 * Whether a published body is a key list: `keys` an array, and `revoked` too, where it has one.
 * @param {any} body
 */
export const isKeyList = (body) =>
  Array.isArray(body?.keys) && (body.revoked == null || Array.isArray(body.revoked));

/**
 * The revoked keys of a list, and those of another that it does not name.
 * @param {unknown[]} revoked
 * @param {unknown[]} others
 * @returns {any[]}
 */
export function allRevoked(revoked, others) {
  const entries = /** @type {any[]} */ (revoked.filter(isObject));
  const kids = entries.map(({ kid }) => kid);
  const unnamed = /** @type {any[]} */ (others.filter(isObject));
  return [...entries, ...unnamed.filter(({ kid }) => !kids.includes(kid))];
}
