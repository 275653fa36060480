/*
 * Finds the codes in what was scanned, typed or pasted, whatever is around or inside them; the
 * strict reader decides what each is. chalicelib/verification/core/finding.py finds the same;
 * tests/vectors/finding.json holds both to it. The time is linear in the length of the text.
 */
import { decode } from "./base32.js";
import { percentDecoded, plainText } from "./plain-text.js";

/**
 * A code in a text. `text`: its token, in upper case. `host`: the host of the link that it is in,
 * "" for none. `wrapper`: the outermost other host around that, as of mail security, "" for none.
 * @typedef {{text: string, host: string, wrapper: string}} Found
 */

const GAP = "[\\0- \"#'*+,./:=>\\\\_`|~\\-\\x85\\xa0\\xab\\xb7\\xbb\\u1680\\u2010-\\u2bff\\u3000]";
/** How every code begins: tag 18, four parts, a header of 13 bytes (docs/verification.md). */
const HEAD = [..."2KCE3IQB"].join(`${GAP}{0,40}`);
const BEGINNING = new RegExp(HEAD, "gi");
const RUN = /[a-z2-7]{1,512}/iy;
const BREAK = new RegExp(`${GAP}{1,40}(?=[a-z2-7])(?!https?:|${HEAD})`, "iy");
/** A part of a message that came in several; its group: that another code begins. */
const PART = new RegExp(`(${HEAD})|[a-z2-7]{4,}`, "gi");
const LONG = 16; // no word, as a rule
const BEFORE_PAYLOAD = 17; // bytes: tag, array, the header and its length, the empty map
const SIGNATURE = 66; // bytes, with its own head

/** Hosts that lead on to the address that they carry. */
export const CARRIERS = new RegExp(
  "(?:^|\\.)(?:safelinks\\.protection\\.(?:outlook\\.com|office365\\.us|partner\\.outlook\\.cn)|" +
    "urldefense\\.(?:com|us|proofpoint\\.com)|linkprotect\\.cudasvc\\.com|secure-web\\.cisco\\.com|" +
    "[a-z0-9-]+-(?:ctp|urlprotect)\\.trendmicro\\.com|protect2?\\.fireeye\\.com|url\\.avanan\\.click|" +
    "protect\\.checkpoint\\.com|clicktime\\.symantec\\.com|clicktime\\.cloud\\.postoffice\\.net|" +
    "scanmail\\.trustwave\\.com|linklock\\.titanhq\\.com|link\\.edgepilot\\.com|" +
    "url-shield\\.securence\\.com|urlsand\\.esvalabs\\.com|slack-redir\\.net|" +
    "statics\\.teams\\.cdn\\.office\\.net)$|" +
    "^(?:(?:www|meet)\\.google\\.com|lm?\\.facebook\\.com|" +
    "l\\.(?:instagram\\.com|messenger\\.com|threads\\.(?:com|net)|wl\\.co)|" +
    "www\\.linkedin\\.com|(?:m\\.)?vk\\.com)$",
);
/** Hosts of mail security that hide where their links lead. */
export const OPAQUE = new RegExp(
  "(?:^|\\.)(?:mimecast\\.com|mimecastprotect\\.com|mimecast-offshore\\.com|" +
    "protection\\.sophos\\.com|emailprotection\\.link|mailanyone\\.net|clicktime\\.symantec\\.com|" +
    "cloud-security\\.net|inky\\.com|antigena\\.com|linkscan\\.io|hornetsecurity\\.com|" +
    "mailcontrol\\.com)$",
);

/**
 * What follows the last separator of a text.
 * @param {string} text
 * @param {RegExp | string} [separator]
 */
const last = (text, separator = /[\s"<>`]/) => text.split(separator).pop() ?? "";

/** With marks of quoting, and the number of a message that came in parts. */
const LINE_END = /\r?\n[ \t>|]*(?:[([]?\d{1,2}\/\d{1,2}[)\]:]?[ \t]*)?/;
/**
 * The link that ends where a text ends, put together where a line was broken inside.
 * @param {string} before
 */
function linkAtEnd(before) {
  // a field of one line has a space where a line was broken
  const lines = before.replace(/(:\/\/[\w.:-]+) [ >|]*/g, "$1\n").split(LINE_END);
  let line = lines.pop() ?? "";
  let piece = last(line);
  let link = piece;
  for (let more = 0; more < 12 && lines.length && !link.includes("://"); more++) {
    if (piece !== line) break;
    line = (lines.pop() ?? "").trimEnd();
    piece = last(line);
    const isWhole = /^[\w-]+(\.[\w-]+)+(:\d+)?\//.test(link) && !/:\/\/[\w.-]*$/.test(piece);
    if (isWhole || !/(#|\*|23)$/.test(link || piece)) break;
    link = piece + link;
  }
  return link;
}

/**
 * The last link of a text that ends as one, whatever parts it; else "".
 * @param {string} before
 */
function partedLink(before) {
  const ended = before.trimEnd();
  if (!/[#=/?&]$/.test(ended)) return "";
  const link = last(ended, /(?=https?:)/i);
  return link.replace(/[\s>|]+/g, /^https?:/i.test(link) ? "" : " ");
}

/**
 * The hosts of the addresses that are one inside the other, from the outermost.
 * @param {string} link
 */
function hostsIn(link) {
  let address = link;
  if (/urldefense/i.test(link) && link.includes("/v2/")) {
    const decoded = link.replace(/_/g, "/").replace(/-(?=[0-9a-f]{2})/gi, "%");
    address = decoded.replace(/(?:%[0-9a-f]{2})+/gi, percentDecoded);
  }
  address = address.replace(/(https?:)[/\\]+/gi, "$1//");
  address = address.replace(/(^|[^\w:/\\])[/\\]{2,}/g, "$1://");
  const hosts = address
    .split("://")
    .slice(1)
    .map((part) => last(part.split(/[/?#&\\]/)[0], "@").replace(/\.?(:(80|443)?)?$/, ""))
    .filter(Boolean);
  if (!hosts.length && /[/?#]/.test(address)) {
    const name = last(address.split(/[/?#]/)[0], /[^\w.:-]|:(?!\d)/);
    if (/^[\w-]+(\.[\w-]+)*\.[a-z][\w-]+(:\d+)?$/i.test(name)) hosts.push(name);
  }
  return hosts.map((host) => host.replace(/[A-Z]/g, (letter) => letter.toLowerCase()));
}

/**
 * How many characters the code has that begins so; 0 where it does not say.
 * @param {string} token
 */
export function lengthOf(token) {
  const { bytes } = decode(token.slice(0, 32).toUpperCase());
  const [head, next] = bytes.slice(BEFORE_PAYLOAD);
  const payload = head === 0x58 ? 2 + next : head >= 0x40 && head < 0x58 ? head - 0x3f : 0;
  if (bytes[BEFORE_PAYLOAD - 1] !== 0xa0 || !payload) return 0;
  return Math.ceil(((BEFORE_PAYLOAD + payload + SIGNATURE) * 8) / 5);
}

/**
 * Whether a run is of a word behind the token: capitals do not go on in one.
 * @param {string} token
 * @param {string} run
 */
const isWord = (token, run) => /[A-Z]/.test(token) && !/[a-z]/.test(token) && /[a-z]/.test(run);

/**
 * What is read from an index of a text on: the token, where it ends, and how many characters are
 * missing of the length that it declares; below 0 where more follow, or none is declared. In parts it
 * goes on behind whatever is between them: with a long run, or one of all that is missing; a very
 * short one right behind a gap only.
 * @param {string} text
 * @param {number} index
 * @param {boolean} inParts
 */
function read(text, index, inParts) {
  let token = "";
  let end = index;
  let length = 0;
  const left = () => (length || Infinity) - token.length;
  const runAt = (/** @type {number} */ at) => {
    RUN.lastIndex = at;
    return RUN.exec(text)?.[0] ?? "";
  };
  for (let next = index; next >= 0;) {
    const run = runAt(next);
    if (isWord(token, run)) break;
    token += run;
    end = next + run.length;
    if (!length && token.length >= 32) length = lengthOf(token) || token.length;
    if (left() <= 0) break;
    BREAK.lastIndex = end;
    next = BREAK.test(text) ? BREAK.lastIndex : -1;
    if (!inParts || (next >= 0 && runAt(next).length === left())) continue;
    next = -1;
    PART.lastIndex = end;
    for (let part; next < 0 && (part = PART.exec(text)) && !part[1];) {
      const isPart = part[0].length >= LONG || part[0].length === left();
      if (isPart && !isWord(token, part[0])) next = part.index;
    }
  }
  const missing = (token.length < 32 ? 0 : lengthOf(token)) - token.length;
  const excess = Math.max(-left(), 0);
  return { token: token.slice(0, token.length - excess).toUpperCase(), end: end - excess, missing };
}

/**
 * The token at that index of a text, and where it ends.
 * @param {string} text
 * @param {number} index
 * @param {string} before what may hold the last part of a message
 */
function tokenAt(text, index, before) {
  const found = read(text, index, false);
  if (!found.missing) return found;
  const { token, end, missing } = read(text, index, true);
  if (!missing) return { token, end };
  const parts = missing < LONG ? [] : (before.match(PART) ?? []);
  const early = parts.filter((part) => part.length === missing).pop();
  return early ? { token: token + early.toUpperCase(), end } : found;
}

/**
 * The codes in a text, each once, in their order.
 * @param {string} text
 * @returns {Found[]}
 */
export function findCodes(text) {
  const entered = plainText(text);
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
    hosts = hostsIn(linkAtEnd(before));
    if (!hosts.length) hosts = hostsIn(partedLink(before));
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

/** @param {string} host as browsers write it */
function asAscii(host) {
  if (!/[^!-~]/.test(host)) return host;
  try {
    return new URL(`https://${host}`).host;
  } catch {
    return host;
  }
}

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
export function opaqueHost(text) {
  const ends = plainText(text).split("/").slice(0, -1);
  const hosts = ends.map((end) => last(end, /[^\w.-]/).toLowerCase());
  return hosts.find((host) => OPAQUE.test(host)) ?? "";
}
