/* The finder of codes, on the vectors that the service's finder runs too. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { carrierOf, elsewhere, findCodes, opaqueHost } from "../lib/find-codes.js";
import { CARRIERS, OPAQUE } from "../lib/link-hosts.js";

const FILE = new URL("../../tests/vectors/finding.json", import.meta.url);
const { cases, carriers, opaque_hosts: opaqueHosts } = JSON.parse(readFileSync(FILE, "utf-8"));
const OWN = ["waypost.example.org"];

test("every vector has its codes", () => {
  for (const { name, text, codes, opaque } of cases) {
    const found = findCodes(text).map(({ text: token, ...more }) => ({ token, ...more }));
    assert.deepEqual(found, codes, name);
    assert.equal(opaqueHost(text), opaque, name);
  }
});

test("both finders know the same hosts of mail security", () => {
  assert.equal(CARRIERS.source, carriers);
  assert.equal(OPAQUE.source, opaqueHosts);
});

test("a host that is not one's own is named, mail security around one's own is not", () => {
  const named = (/** @type {string} */ host, wrapper = "") =>
    elsewhere({ text: "", host, wrapper }, OWN);
  assert.equal(named(""), "");
  assert.equal(named("waypost.example.org"), "");
  assert.equal(named("evi1.example"), "evi1.example");
  assert.equal(named("waypost.example.org", "urldefense.com"), "");
  assert.equal(named("evi1.example", "urldefense.com"), "evi1.example");
  assert.equal(named("waypost.example.org", "evi1.example"), "evi1.example");
  assert.equal(named("w\u0430ypost.example.org"), "xn--wypost-3nf.example.org");
  assert.equal(named("stra\xdfe.example"), "xn--strae-oqa.example");
  assert.equal(named("\ufffd.example"), "\ufffd.example");
  const long = `${"\xe9".repeat(300)}.example`;
  assert.equal(named(long), long);
  assert.equal(carrierOf("urldefense.com"), "urldefense.com");
  assert.equal(carrierOf("not-urldefense.com"), "");
});
