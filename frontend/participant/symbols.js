/* QR symbols, of an encoder that is fetched with the page (and kept with it for offline use). */
import { addressOf } from "../lib/page.js";
import { data } from "./mine-page.js";

/** @typedef {(link: string, code: string, level: "M" | "Q") => boolean[][]} Encode */

const codeLink = data.code ?? ""; // up to and with its "#"

/** @type {Promise<Encode | null>} */
const loading = data.symbols
  ? import(addressOf(data.symbols)).then(
      ({ symbol }) => symbol,
      () => null,
    )
  : Promise.resolve(null);

/** @type {Encode | null} */
let encode = null;

/** Resolves, when the encoder is here or cannot be had, to whether it is here. */
export async function canEncode() {
  encode = await loading;
  return encode !== null;
}

/**
 * The modules of a code's symbol on a screen; null where there is no encoder.
 * @param {import("./read-code.js").Code} code
 */
export async function modulesOf(code) {
  return (await loading)?.(codeLink, code.token, "M") ?? null;
}

/**
 * The modules of its symbol on paper; null where there is no encoder, or not yet.
 * @param {import("./read-code.js").Code} code
 */
export const modulesOnPaper = (code) => encode && encode(codeLink, code.token, "Q");
