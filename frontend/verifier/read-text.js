/*
 * Reads what the check page is given, where it is more than a code by itself, and says where its link
 * leads. Loaded only then, with the templates that it fills.
 */
import { carrierOf, elsewhere, findCodes, opaqueHost } from "../lib/find-codes.js";
import { byId } from "../lib/page.js";
import { fill } from "../lib/times.js";

/** @typedef {import("./trust-list.js").Issuer} Issuer */

/**
 * What a text holds. `token`: the one to check. `open`: why there is no one code to check, "" where
 * there is. `complete`: puts into the answer what there is to say of the hosts in the text, given
 * those that are one's own, and the other issuers whose sites are no cause for alarm.
 * @typedef {object} Read
 * @property {string} token
 * @property {"" | "several" | "opaque"} open
 * @property {(answer: DocumentFragment, own: string[], issuers: Issuer[]) => void} complete
 */

/**
 * @param {ParentNode} part
 * @param {Record<string, string>} values
 */
function fillHosts(part, values) {
  for (const place of part.querySelectorAll("[data-host]")) {
    place.textContent = fill(place.textContent ?? "", values);
  }
}

/**
 * @param {string} id
 * @param {Record<string, string>} values
 */
function copyOf(id, values) {
  const copy = /** @type {DocumentFragment} */ (byId(id, "template").content.cloneNode(true));
  fillHosts(copy, values);
  return copy;
}

/**
 * @param {string} text
 * @returns {Read}
 */
export function readText(text) {
  const [code, ...others] = findCodes(text);
  if (others.length) return { token: text, open: "several", complete() {} };
  if (!code) {
    const host = opaqueHost(text);
    const complete = (/** @type {DocumentFragment} */ answer) => fillHosts(answer, { host });
    return { token: text, open: host ? "opaque" : "", complete };
  }
  return {
    token: code.text,
    open: "",
    complete(answer, own, issuers) {
      const host = elsewhere(code, own);
      const isAt = (/** @type {Issuer} */ { address }) =>
        !elsewhere(code, [...own, new URL(address).host]);
      const issuer = host ? issuers.find(isAt)?.name : "";
      const carrier = carrierOf(code.wrapper);
      if (issuer) answer.prepend(copyOf("listed", { host, issuer }));
      else if (host) answer.prepend(copyOf("elsewhere", { host }));
      if (carrier && (issuer || !host)) answer.append(copyOf("through", { host: carrier }));
    },
  };
}
