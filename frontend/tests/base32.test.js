import assert from "node:assert/strict";
import { test } from "node:test";
import { decode, encode } from "../lib/base32.js";

const ascii = (/** @type {string} */ text) => new TextEncoder().encode(text);
// RFC 4648 section 10, without padding
const KNOWN = { f: "MY", fo: "MZXQ", foo: "MZXW6", foob: "MZXW6YQ", fooba: "MZXW6YTB" };

test("the examples of RFC 4648", () => {
  for (const [text, encoded] of Object.entries({ "": "", ...KNOWN, foobar: "MZXW6YTBOI" })) {
    assert.equal(encode(ascii(text)), encoded);
    assert.deepEqual(decode(encoded), { bytes: ascii(text), rest: 0 });
  }
});

test("remaining bits are returned as rest", () => {
  assert.deepEqual(decode("MZ"), { bytes: ascii("f"), rest: 1 });
});

test("every byte comes back", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  assert.deepEqual(decode(encode(bytes)).bytes, bytes);
});
