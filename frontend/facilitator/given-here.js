/* How many this phone gave of an occurrence, and their numbers, so that one can be taken back. */
import { byId, find } from "../lib/page.js";
import { plural } from "../lib/plurals.js";
import { ofOccurrence, remaining } from "./given-numbers.js";
import { givenRow, problem, withdraw, words } from "./given-tickets.js";
import { allGiven, onNumbers } from "./numbers.js";

/**
 * Shows them in #given-here whenever that changes. Returns a function that shows them now.
 * @param {string} meeting
 * @param {() => number | undefined} start of the occurrence that the page is about
 * @param {any} pageWords
 */
export function showGivenHere(meeting, start, pageWords) {
  const details = byId("given-here", "details");
  const status = find(details, "[role=status]");

  /** @param {string} reference */
  async function takeBack(reference) {
    try {
      const begun = () => (status.textContent = words.working);
      if (!(await withdraw([reference], begun))) return;
      status.textContent = plural(words.withdrawn_count, 1);
    } catch (error) {
      status.textContent = problem(error);
    }
    find(details, "summary").focus();
  }

  /** @param {import("./given-numbers.js").Given} given */
  function rowOf({ number, reference, withdrawn }) {
    if (!reference) return givenRow(number, "", pageWords.not_sent);
    return givenRow(number, reference, withdrawn ? words.withdrawn : () => takeBack(reference));
  }

  function show() {
    const given = ofOccurrence(allGiven(), meeting, start() ?? 0);
    details.hidden = !given.length;
    find(details, "summary").textContent = plural(pageWords.given_count, remaining(given).length);
    find(details, "ol").replaceChildren(...given.reverse().map(rowOf));
  }

  onNumbers(show);
  return show;
}
