/* A ticket on the screen: symbol, characters, as it is spelled; covered, or for one person to see. */
import { byId, ROOT } from "../lib/page.js";
import { fill } from "../lib/times.js";
import { symbolSvg } from "../lib/symbol.js";
import { fitSymbol } from "./symbol-size.js";
import { grouped } from "./tickets.js";

/** Where a ticket becomes a code. */
export const TICKET_ADDRESS = new URL("t", ROOT).href;

/**
 * The link that becomes a ticket's code.
 * @param {string} ticket
 */
export const linkOf = (ticket) => `${TICKET_ADDRESS}#${ticket}`;

/** @typedef {(link: string, code: string, level: string) => boolean[][]} Encoder */

/**
 * Resolves to the encoder of symbols; to null where it can't be had: the characters and the link do
 * without.
 * @param {string | undefined} address
 * @returns {Promise<Encoder | null>}
 */
export async function encoderFrom(address) {
  try {
    return address ? (await import(address)).symbol : null;
  } catch {
    return null;
  }
}

/**
 * Returns what shows tickets in a section.
 * @param {HTMLElement} section
 * @param {any} words
 */
export function ticketView(section, words) {
  /** @type {Record<string, string>} */
  const spelling = Object.fromEntries(
    words.spelling.split(" ").map((/** @type {string} */ pair) => pair.split("=")),
  );
  /** @type {Encoder | null} */
  let symbolOf = null;
  let shown = "";

  function draw() {
    if (!shown || !symbolOf) return;
    byId("qr").replaceChildren(symbolSvg(symbolOf(`${TICKET_ADDRESS}#`, shown, "M"), words.qr));
    fitSymbol(byId("qr"));
  }

  /** Takes everything of a ticket off the page. */
  function blank() {
    shown = "";
    byId("qr").replaceChildren();
    for (const id of ["number", "characters", "heard", "spelled"]) byId(id).textContent = "";
  }

  /**
   * Covers the place of the ticket; nothing of it stays on the page.
   * @param {string} text what the cover says
   */
  function cover(text) {
    blank();
    byId("cover-says").textContent = text;
    section.classList.add("covered");
  }

  /**
   * Shows a ticket to one person.
   * @param {string} ticket
   * @param {number} number
   */
  function present(ticket, number) {
    shown = ticket;
    const parts = grouped(ticket).split("-");
    byId("number").textContent = fill(words.number, { number });
    byId("characters").textContent = grouped(ticket);
    byId("heard").textContent = parts.map((part) => [...part].join(" ")).join(", ");
    byId("spelled").textContent = parts
      .map((part) => [...part].map((character) => spelling[character] ?? character).join(" "))
      .join(", ");
    section.classList.remove("covered");
    draw();
  }

  /**
   * Draws symbols from now on; null: there are none.
   * @param {Encoder | null} encoder
   */
  function drawWith(encoder) {
    symbolOf = encoder;
    section.classList.toggle("unsymbolled", !encoder);
    draw();
  }

  addEventListener("resize", () => fitSymbol(byId("qr")));
  const isCovered = () => section.classList.contains("covered");
  return { cover, present, drawWith, isCovered };
}
