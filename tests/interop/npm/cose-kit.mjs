import { coseSign, coseVerify, importCOSEKey } from "cose-kit";

/** {payload} where the key found for the code's kid signed it; throws or {} where not. */
export async function verify(code, keyFor) {
  const { isValid, decoded } = await coseVerify(code, ({ kid }) => keyFor(kid));
  return isValid ? { payload: decoded.payload } : {};
}

export const keyFromCose = importCOSEKey;

export function sign(kid, payload, key) {
  return coseSign({ alg: "EdDSA", kid }, {}, payload, key);
}
