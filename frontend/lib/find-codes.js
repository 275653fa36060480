/*
 * Finds the codes in what was scanned, typed or pasted, whatever is around or inside them; the
 * strict reader decides what each is. chalicelib/verification/core/finding.py finds the same;
 * tests/vectors/finding.json holds both to it. The time is linear in the length of the text.
 */
import { asAscii, CARRIERS, hostsOfLinkBefore, opaqueHostIn } from "./link-hosts.js";
import { plain } from "./plain-text.js";
import { BEGINNING, tokenAt } from "./token-in-text.js";

/**
 * A code in a text. `text`: its token, in upper case. `host`: the host of the link that it is in,
 * "" for none. `wrapper`: the outermost other host around that, as of mail security, "" for none.
 * @typedef {{text: string, host: string, wrapper: string}} Found
 */

/**
 * The codes in a text, each once, in their order.
 * @param {string} text
 * @returns {Found[]}
 */
export function findCodes(text) {
  const entered = plain(text);
  /** @type {Map<string, string[]>} */
  const found = new Map();
  let from = 0;
  /** @type {string[]} */
  let hosts = [];
  BEGINNING.lastIndex = 0;
  for (let head; (head = BEGINNING.exec(entered)); BEGINNING.lastIndex = from) {
    const before = entered.slice(from, head.index);
    // what looks like a code inside a link's address does not end the link
    const around = /[\s"<>`]/.test(before) ? [] : [...hosts.slice(0, 1), ...hosts.slice(-1)];
    hosts = hostsOfLinkBefore(before);
    if (!hosts.length) hosts = around;
    const { token, end } = tokenAt(entered, head.index, before);
    const known = found.get(token) ?? [];
    known.push(...hosts.slice(-1), ...hosts.slice(0, -1));
    found.set(token, known);
    from = end;
  }
  // what a mail or chat shows of a long link is a beginning of its code
  const tokens = [...found.keys()].sort();
  tokens.forEach((shorter, i) => {
    const longer = tokens[i + 1];
    if (!longer?.startsWith(shorter)) return;
    found.get(longer)?.push(...(found.get(shorter) ?? []));
    found.delete(shorter);
  });
  return [...found].map(([token, [host = "", ...around]]) => {
    const others = around.filter((other) => other !== host);
    const wrapper = others.find((other) => !CARRIERS.test(other)) ?? others[0] ?? "";
    return { text: token, host, wrapper };
  });
}

/**
 * The wrapper of a code where it is mail security or a messenger that leads on to the link's own
 * host; else "".
 * @param {string} wrapper
 */
export const carrierOf = (wrapper) => (CARRIERS.test(wrapper) ? wrapper : "");

/**
 * The host that a code's link leads to, where it is none of one's own; else "".
 * @param {Found} code
 * @param {string[]} own
 */
export function elsewhere({ host, wrapper }, own) {
  const opened = carrierOf(wrapper) ? [host] : [wrapper, host];
  return opened.map(asAscii).find((other) => other && !own.includes(other)) ?? "";
}

/**
 * The host of a link in a text that hides where it leads, "" where there is none.
 * @param {string} text
 */
export const opaqueHost = (text) => opaqueHostIn(plain(text));
