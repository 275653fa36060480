/*
 * The CloudFront Function that sees each request first: of what the visitor's browser says it leaves
 * to the cache's key and to the service only what an answer may depend on. It refuses nothing.
 *
 * tools/cdn.py puts LANGUAGES, AT_HOME, CACHED, PAGES and BYTES before it. Runtime 2.0 of CloudFront
 * knows little after ES5: no modules, destructuring, spread, classes or optional chaining.
 */

const MAX_RANGES = 20; // of one Accept-Language header
const WEIGHT = /^(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})$/;
const FALLBACK = "en";

/** @param {string} text */
const trim = (text) => text.replace(/^[ \t]+|[ \t]+$/g, "");

/**
 * All values of a header, a cookie or a query field, as they were sent.
 * @param {CloudFrontValue | undefined} field
 * @returns {string[]}
 */
function valuesOf(field) {
  if (!field) return [];
  return field.multiValue ? field.multiValue.map((one) => one.value) : [field.value];
}

/**
 * A range's weight from 0 (not at all) to 1; 0 as well for what is no such number.
 * @param {string[]} parameters
 */
function weightOf(parameters) {
  for (let at = 0; at < parameters.length; at++) {
    const split = parameters[at].indexOf("=");
    const name = split < 0 ? parameters[at] : parameters[at].slice(0, split);
    if (trim(name) === "q") {
      const value = split < 0 ? "" : trim(parameters[at].slice(split + 1));
      const weight = WEIGHT.test(value) ? Number(value) : 0;
      return weight <= 1 ? weight : 0;
    }
  }
  return 1;
}

/**
 * The best language for an Accept-Language header, by the lookup of RFC 4647.
 * @param {string} accepted
 */
function bestLanguage(accepted) {
  /** @type {{tag: string, weight: number, place: number}[]} */
  const ranges = [];
  accepted
    .split(",")
    .slice(0, MAX_RANGES)
    .forEach((part, place) => {
      const pieces = part.toLowerCase().split(";").map(trim);
      const weight = weightOf(pieces.slice(1));
      if (pieces[0] && weight > 0) ranges.push({ tag: pieces[0], weight: weight, place: place });
    });
  ranges.sort((one, other) => other.weight - one.weight || one.place - other.place);
  for (let at = 0; at < ranges.length; at++) {
    let tag = ranges[at].tag;
    if (tag === "*") return FALLBACK;
    while (tag) {
      if (LANGUAGES.indexOf(tag) >= 0) return tag;
      tag = tag.slice(0, Math.max(tag.lastIndexOf("-"), 0));
    }
  }
  return FALLBACK;
}

/**
 * The country that an Accept-Language header most likely comes from; "" where it does not say.
 * @param {string} accepted
 */
function countryOf(accepted) {
  const subtags = trim(accepted.split(",")[0].split(";")[0]).toLowerCase().split("-");
  if (subtags.length === 1) return AT_HOME[subtags[0]] || "";
  const regions = subtags.slice(1).filter((subtag) => /^[a-z]{2}$/.test(subtag));
  return regions.length ? regions[0].toUpperCase() : "";
}

/**
 * The language of a request, as chosen by hand or else as its browser asks for, and its country.
 * @param {CloudFrontRequest} request
 */
function visitorOf(request) {
  const accepted = valuesOf(request.headers["accept-language"]).join(", ");
  const chosen = valuesOf(request.cookies["language"])[0] || "";
  const language = LANGUAGES.indexOf(chosen) >= 0 ? chosen : bestLanguage(accepted);
  return { language: language, country: countryOf(accepted) };
}

/**
 * Both as one tag, from which the service reads the same two: where no country is known, and the
 * language alone would name the one where it is at home, with the world as its region (UN M49).
 * @param {{language: string, country: string}} visitor
 */
function tagOf(visitor) {
  if (visitor.country) return `${visitor.language}-${visitor.country}`;
  return AT_HOME[visitor.language] ? `${visitor.language}-001` : visitor.language;
}

/**
 * A value in the one way of writing it; as it was sent where it can't be read.
 * @param {string} value
 */
function normalValue(value) {
  try {
    return encodeURIComponent(decodeURIComponent(value.replace(/\+/g, "%20")));
  } catch (unreadable) {
    return value;
  }
}

/**
 * Of a query those fields that the address knows, by name; repeated ones in their order, without
 * what is empty.
 * @param {Record<string, CloudFrontValue>} query
 * @param {string[]} fields in order
 */
function normalQuery(query, fields) {
  /** @type {string[]} */
  const kept = [];
  fields.forEach((name) => {
    valuesOf(Object.prototype.hasOwnProperty.call(query, name) ? query[name] : undefined)
      .map(normalValue)
      .forEach((value) => {
        if (value.replace(/%20/g, "")) kept.push(`${name}=${value}`);
      });
  });
  return kept.join("&");
}

/**
 * @param {CloudFrontEvent} event
 * @returns {CloudFrontRequest}
 */
function handler(event) {
  const request = event.request;
  const headers = request.headers;
  const visitor = visitorOf(request);
  headers["accept-language"] = { value: tagOf(visitor) };
  // Whom a firewall at the service counts: what a visitor says themselves is never passed on.
  headers["x-waypost-viewer"] = { value: event.viewer.ip };

  const page = PAGES.indexOf(request.uri.slice(1));
  if (page >= 0) {
    request.uri = `/pages/${visitor.language}/${PAGES[page]}`;
    headers["accept-language"] = { value: visitor.language };
    request.querystring = "";
    delete headers["accept"];
    return request;
  }
  for (let at = 0; at < CACHED.length; at++) {
    const cached = CACHED[at];
    if (cached.paths.test(request.uri)) {
      request.querystring = normalQuery(request.querystring, cached.fields);
      if (!cached.byLanguage) delete headers["accept-language"];
      if (cached.bytes) headers["accept"] = { value: BYTES };
      else delete headers["accept"];
      return request;
    }
  }
  return request;
}
