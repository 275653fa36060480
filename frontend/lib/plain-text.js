/* A text without what mails, pages and addresses do to one: line ends, escapes, styled letters. */

const INVISIBLE =
  /[\u034f\u180b-\u180d\ufe00-\ufe0f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\ufff9-\ufffc]|\udb40[\udc00-\udfff]/g;
const EMOJI = /[\u{1f1e6}-\u{1faff}]/gu;
/** Wide, round and mathematical letters; each by itself, since long sequences take long. */
const STYLED = /[\u2000-\u2fff\uff00-\uffef\u{1d400}-\u{1d7ff}]/gu;

/** Signs of addresses, by their names in HTML. */
const SIGNS = new Map(
  Object.entries({ colon: ":", sol: "/", num: "#", period: ".", quest: "?", equals: "=" }),
);

/** A colon and two slashes as a scanner types them on a keyboard that is set to something else. */
const TYPED_LINK =
  /(^[^\n\ud800-\udfff]{0,4}|[\s"<>`])(https?)(?!:[/\\])([^\w \r\n\ud800-\udfff])([^\w \r\n\ud800-\udfff])\4([^\r\n]{1,80}?)\4/gi;

/**
 * The beginning of an address, as far as its first signs tell what the others were.
 * @param {string} _
 * @param {string} before
 * @param {string} scheme
 * @param {string} colon
 * @param {string} slash
 * @param {string} host
 */
const withSigns = (_, before, scheme, colon, slash, host) =>
  `${before}${scheme}://${host
    .split(colon)
    .join(":")
    .replace(/[^\w.:]/g, "-")}/`;

const UTF8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** @param {string} run of %XX */
export function percentDecoded(run) {
  const bytes = Uint8Array.from(run.slice(1).split("%"), (digits) => parseInt(digits, 16));
  return UTF8.decode(bytes).replace(/[\s"<>`]/g, "\0"); // the address that it is in goes on
}

/**
 * The text without what mails, pages and addresses do to one.
 * @param {string} text
 */
export function plain(text) {
  let found = text
    .replace(/[\ud800-\udfff]/gu, "\ufffd") // before what parts two of them goes
    .replace(/=20(?=\s)/g, " ")
    .replace(/=\r?\n/g, "");
  // an address inside an address is written so once more
  for (let pass = 0; pass < 3; pass++) {
    // decoded, a user's name could look like a host and a path
    found = found
      .replace(/:\/\/[^\s/?#\\]*@/g, "://")
      .replace(/(?:%[0-9a-f]{2})+/gi, percentDecoded);
  }
  return found
    .replace(/&(?:#(\d{1,5})|#x([0-9a-f]{1,4})|([a-z]{2,16}));/gi, (entity, decimal, hex, name) => {
      const sign = SIGNS.get(name?.toLowerCase());
      if (sign) return sign;
      const code = decimal ? +decimal : parseInt(hex || "0", 16);
      return /^&amp/i.test(entity) ? "&" : code < 0xd800 && code ? String.fromCharCode(code) : " ";
    })
    .replace(/<\/?(?!a\b)[a-z]{1,10}(?:[ \t\r\n][^<>]*)?\/?>/gi, " ")
    .replace(STYLED, (character) => character.normalize("NFKC"))
    .replace(/\\[nrt]/g, "\\") // JSON
    .replace(INVISIBLE, "")
    .replace(EMOJI, "\0")
    .replace(TYPED_LINK, withSigns);
}
