/* The CloudFront Function, with tables of its own, and on the vectors that the service runs too. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const read = (/** @type {string} */ path) => readFileSync(new URL(path, import.meta.url), "utf-8");
const {
  languages,
  at_home: atHome,
  cases,
} = JSON.parse(read("../../tests/vectors/languages.json"));
const tables = {
  LANGUAGES: languages,
  AT_HOME: atHome,
  CACHED: [
    { paths: /^(?:\/|\/v1\/meetings)$/, fields: ["day", "near", "place"], byLanguage: true },
    { paths: /^\/meetings\/[^/]+$/, fields: [], byLanguage: true },
    { paths: /^\/keys\.json$/, fields: [], byLanguage: false },
    { paths: /^\/keys$/, fields: [], byLanguage: false, bytes: true },
  ],
  PAGES: ["v", "station-worker.js"],
  BYTES: "application/cose-key-set",
};
const handler = new Function(
  ...Object.keys(tables),
  `${read("../cdn/viewer-request.js")};return handler;`,
)(...Object.values(tables));

/**
 * What CloudFront makes of a list of pairs: an object, repeated names with all their values.
 * @param {[string, string][]} pairs
 */
function fields(pairs) {
  /** @type {Map<string, {value: string, multiValue?: {value: string}[]}>} */
  const found = new Map();
  for (const [name, value] of pairs) {
    const first = found.get(name);
    if (first) first.multiValue = [...(first.multiValue ?? [{ value: first.value }]), { value }];
    else found.set(name, { value });
  }
  return Object.fromEntries(found);
}

/**
 * The request as it leaves the function.
 * @param {string} target
 * @param {{headers?: [string, string][], cookies?: [string, string][], ip?: string}} [visitor]
 */
function seen(target, { headers = [], cookies = [], ip = "203.0.113.7" } = {}) {
  const [uri, query = ""] = target.split("?");
  const pairs = query.split("&").filter(Boolean);
  return handler({
    viewer: { ip },
    request: {
      method: "GET",
      uri,
      querystring: fields(
        pairs.map((pair) => {
          const [name, ...value] = pair.split("=");
          return [name, value.join("=")];
        }),
      ),
      headers: fields(headers),
      cookies: fields(cookies),
    },
  });
}

/** @param {any} request */
const languageOf = (request) => request.headers["accept-language"]?.value;

test("language and country are those of every vector", () => {
  assert.ok(cases.length > 3000);
  for (const line of cases) {
    const [cookie, accepted, tag] = line.split(" | ");
    /** @type {[string, string][]} */
    const cookies = cookie ? [["language", cookie]] : [];
    const request = seen("/", { headers: [["accept-language", accepted]], cookies });
    assert.equal(languageOf(request), tag, line);
  }
});

test("without any header or cookie it is English", () => {
  assert.equal(languageOf(seen("/")), "en");
});

test("several headers are one list, and the first of several cookies counts", () => {
  /** @type {[string, string][]} */
  const headers = [
    ["accept-language", "fr;q=0.2"],
    ["accept-language", "de-AT"],
  ];
  assert.equal(languageOf(seen("/", { headers })), "de-FR");
  /** @type {[string, string][]} */
  const cookies = [
    ["language", "es"],
    ["language", "ar"],
  ];
  assert.equal(languageOf(seen("/", { cookies })), "es");
});

for (const [sent, kept] of [
  ["utm_source=x&place=Springfield&fbclid=1", "place=Springfield"],
  ["place=b&day=3&day=1", "day=3&day=1&place=b"],
  ["place=&near=+&day=%20", ""],
  ["place=New+York", "place=New%20York"],
  ["place=New%20York", "place=New%20York"],
  ["near=41.88,-87.63", "near=41.88%2C-87.63"],
  ["near=41.88%2c-87.63", "near=41.88%2C-87.63"],
  ["place=%C3%A9&x=%", "place=%C3%A9"],
  ["place=%ff", "place=%ff"],
  ["place", ""],
  ["constructor=1&__proto__=2&toString=3", ""],
  ["Place=x", ""],
]) {
  test(`of the query ${sent} is kept: ${kept || "nothing"}`, () => {
    assert.equal(seen(`/?${sent}`).querystring, kept);
    assert.equal(seen(`/?${kept}`).querystring, kept);
  });
}

test("an address that knows no field keeps no query", () => {
  assert.equal(seen("/meetings/abc?place=x&utm_source=y").querystring, "");
});

test("an address that is not cached keeps its query as it was sent", () => {
  const request = seen("/facilitate?kept=1&a=b", { cookies: [["waypost", "secret"]] });
  assert.deepEqual(request.querystring, { kept: { value: "1" }, a: { value: "b" } });
  assert.deepEqual(request.cookies, { waypost: { value: "secret" } });
  assert.equal(request.uri, "/facilitate");
});

test("what does not depend on the language is asked for without one", () => {
  assert.equal(languageOf(seen("/keys.json", { headers: [["accept-language", "de"]] })), undefined);
});

test("bytes are asked for by their type, whatever the browser accepts", () => {
  const accepts = (/** @type {string} */ path) =>
    seen(path, { headers: [["accept", "text/html"]] }).headers.accept?.value;
  assert.equal(accepts("/keys"), "application/cose-key-set");
  assert.equal(accepts("/keys.json"), undefined);
  assert.equal(accepts("/v"), undefined);
});

test("the pages that lie in the bucket are asked for in the visitor's language", () => {
  const request = seen("/v?x=1", { headers: [["accept-language", "de-CH,fr"]] });
  assert.equal(request.uri, "/pages/de/v");
  assert.equal(request.querystring, "");
  assert.equal(languageOf(request), "de");
  assert.equal(
    seen("/station-worker.js", { cookies: [["language", "ar"]] }).uri,
    "/pages/ar/station-worker.js",
  );
  assert.equal(seen("/v/check").uri, "/v/check");
});

test("whom a firewall counts is who asks, whatever they say of themselves", () => {
  for (const target of ["/", "/v", "/t", "/keys"]) {
    /** @type {[string, string][]} */
    const headers = [["x-waypost-viewer", "198.51.100.1"]];
    const request = seen(target, { headers, ip: "2001:db8::1" });
    assert.deepEqual(request.headers["x-waypost-viewer"], { value: "2001:db8::1" });
  }
});
