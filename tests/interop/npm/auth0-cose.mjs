import { Algorithms, COSEKey, Headers, ProtectedHeaders, Sign1, UnprotectedHeaders } from "@auth0/cose";

/** {payload} where the key found for the code's kid signed it; throws where not. */
export async function verify(code, keyFor) {
  const message = Sign1.decode(code);
  await message.verify(({ kid }) => keyFor(kid));
  return { payload: message.payload };
}

export function keyFromCose(entry) {
  return COSEKey.import(entry).toKeyLike();
}

export async function sign(kid, payload, key) {
  const header = ProtectedHeaders.from([
    [Headers.Algorithm, Algorithms.EdDSA],
    [Headers.KeyID, new TextEncoder().encode(kid)],
  ]);
  const message = await Sign1.sign(header, UnprotectedHeaders.from([]), payload, key);
  return message.encode();
}
