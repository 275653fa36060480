/* The hosts in a link: those that only lead on, and those that hide where they lead, among them. */
import { percentDecoded } from "./plain-text.js";

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
 * The hosts of the link in which a text ends, the outermost first; none without one.
 * @param {string} before
 */
export function hostsOfLinkBefore(before) {
  const hosts = hostsIn(linkAtEnd(before));
  return hosts.length ? hosts : hostsIn(partedLink(before));
}

/**
 * The host of a link in a plain text that hides where it leads; else "".
 * @param {string} entered
 */
export function opaqueHostIn(entered) {
  const ends = entered.split("/").slice(0, -1);
  const hosts = ends.map((end) => last(end, /[^\w.-]/).toLowerCase());
  return hosts.find((host) => OPAQUE.test(host)) ?? "";
}

const MAX_HOST = 253; // characters of a name (RFC 1035)

/**
 * The host as browsers write it; as it is where it can be none.
 * @param {string} host
 */
export function asAscii(host) {
  if (!/[^!-~]/.test(host) || host.length > MAX_HOST) return host;
  try {
    return new URL(`https://${host}`).host;
  } catch {
    return host;
  }
}
