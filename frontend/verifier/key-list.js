/* What counts as a published list of keys; which of its entries do, public-keys.js says. */

/**
 * Whether a published body is a key list: `keys` an array, and `revoked` too, where it has one.
 * @param {any} body
 */
export const isKeyList = (body) =>
  Array.isArray(body?.keys) && (body.revoked == null || Array.isArray(body.revoked));
