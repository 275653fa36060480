/*
 * Reads what the check page is given, where it is more than a code by itself. Loaded only then.
 */
import { carrierOf, elsewhere, findCodes, opaqueHost } from "../lib/find-codes.js";

/**
 * What a text holds. `token`: the one to check. `open`: why there is no one code to check, "" where
 * there is. `host`: that of a link which hides its target. `carrier`: that of mail security around the
 * link. `elsewhere`: the host that the link leads to, where it is none of one's own. "" for none.
 * @typedef {object} Read
 * @property {string} token
 * @property {"" | "several" | "opaque"} open
 * @property {string} host
 * @property {string} carrier
 * @property {(own: string[]) => string} elsewhere
 */

/**
 * @param {string} text
 * @returns {Read}
 */
export function readText(text) {
  const [code, ...others] = findCodes(text);
  const nothing = { token: text, host: "", carrier: "", elsewhere: () => "" };
  if (others.length) return { ...nothing, open: "several" };
  if (!code) {
    const host = opaqueHost(text);
    return { ...nothing, host, open: host ? "opaque" : "" };
  }
  return {
    token: code.text,
    open: "",
    host: "",
    carrier: carrierOf(code.wrapper),
    elsewhere: (own) => elsewhere(code, own),
  };
}
