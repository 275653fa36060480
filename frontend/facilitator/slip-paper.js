/* Slips on paper. Their tickets are on this page, as long as it is open, and nowhere else. */
import { byId, find } from "../lib/page.js";
import { symbolSvg } from "../lib/symbol.js";
import { fill } from "../lib/times.js";
import { words as givenWords } from "./given-tickets.js";
import { grouped } from "./tickets.js";
import { TICKET_ADDRESS } from "./ticket-view.js";

/**
 * Puts slips on the paper that a print window shows, in the place of the page.
 * @param {{number: number, ticket: string}[]} slips
 * @param {import("./windows.js").Window} window of their occurrence
 * @param {import("./ticket-view.js").Encoder | null} symbolOf
 * @param {any} words
 */
export function fillPaper(slips, window, symbolOf, words) {
  const template = byId("slip", "template").content.firstElementChild;
  const articles = slips.map(({ number, ticket }) => {
    const slip = /** @type {HTMLElement} */ (template?.cloneNode(true));
    find(slip, ".number").textContent = fill(givenWords.number, { number });
    find(slip, ".at").textContent = window.when;
    find(slip, ".code").textContent = grouped(ticket);
    find(slip, ".until").textContent = fill(words.until, { until: window.redeem_says });
    const modules = symbolOf?.(`${TICKET_ADDRESS}#`, ticket, "Q");
    if (modules) find(slip, ".symbol").append(symbolSvg(modules, words.qr));
    return slip;
  });
  byId("paper").replaceChildren(...articles);
  document.body.classList.toggle("prints-slips", articles.length > 0);
}

/** Takes everything off the paper. */
export function clearPaper() {
  byId("paper").replaceChildren();
  document.body.classList.remove("prints-slips");
}
