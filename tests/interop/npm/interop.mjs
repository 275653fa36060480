/*
 * node interop.mjs LIBRARY <request >answer, as JSON with bytes in base64url. One library in one
 * process: both lay claim to CBOR's tag 18 in the decoder that they share.
 *
 * {verify: {codes, jwks} or {codes, coseKeySet}} -> for each code {claims} or {refused: why}
 * {sign: {keys: private JWKs, claims}} -> for each key a code, with its claims encoded by cbor-x
 *
 * Claims are [key, value] pairs; `cti` (7) is in base64url, as it has no other form in JSON.
 */
import { text } from "node:stream/consumers";
import { Encoder } from "cbor-x";
import { importJWK } from "jose";

const CTI = 7;
const cbor = new Encoder({ mapsAsObjects: false, useRecords: false, tagUint8Array: false });
const bytes = (encoded) => Buffer.from(encoded, "base64url");
const base64url = (data) => Buffer.from(data).toString("base64url");
const name = (kid) => Buffer.from(kid).toString("latin1");

/** kid -> key, of the set that is published. */
async function published({ jwks, coseKeySet }, keyFromCose) {
  const keys = new Map();
  for (const jwk of jwks?.keys ?? []) keys.set(jwk.kid, await importJWK(jwk));
  for (const entry of coseKeySet ? cbor.decode(bytes(coseKeySet)) : []) {
    keys.set(name(entry.get(2)), await keyFromCose(entry));
  }
  return keys;
}

async function verified(request, library) {
  const keys = await published(request, library.keyFromCose);
  const keyFor = (kid) => {
    const key = keys.get(name(kid));
    if (!key) throw new Error("no such key");
    return key;
  };
  const found = [];
  for (const code of request.codes) {
    try {
      const { payload } = await library.verify(bytes(code), keyFor);
      if (!payload) throw new Error("not valid");
      const claims = [...cbor.decode(payload)];
      found.push({ claims: claims.map(([k, v]) => [k, k === CTI ? base64url(v) : v]) });
    } catch (error) {
      found.push({ refused: error.message });
    }
  }
  return found;
}

async function signed({ keys, claims }, library) {
  const payload = cbor.encode(new Map(claims.map(([k, v]) => [k, k === CTI ? bytes(v) : v])));
  const codes = [];
  for (const key of keys) {
    const code = await library.sign(key.kid, payload, await importJWK(key, "EdDSA"));
    codes.push(base64url(code));
  }
  return codes;
}

const library = await import(`./${process.argv[2]}.mjs`);
const request = JSON.parse(await text(process.stdin));
const answer = request.sign
  ? await signed(request.sign, library)
  : await verified(request.verify, library);
process.stdout.write(JSON.stringify(answer));
