/* What was given, as the service lists it: references, which is all that there is. */
import { ask } from "../lib/dialog.js";
import { button, byId, element, ROOT } from "../lib/page.js";
import { timeoutSignal } from "../lib/timeout.js";
import { fill } from "../lib/times.js";
import { noteWithdrawn } from "./numbers.js";

const TIMEOUT_MS = 15_000;
const TICKETS = new URL("v1/tickets", ROOT).href;
/** What the page's dialog brings: the texts of what was given and of taking it back. */
export const words = JSON.parse(byId("ask", "dialog").dataset.words ?? "{}");

/**
 * One that was given.
 * @typedef {object} Ticket
 * @property {string} reference
 * @property {string} starts_at ISO 8601
 * @property {boolean} withdrawn
 * @property {boolean} [revoked] because the key was that signs its code
 * @property {number | null} [slip] the number of the slip that it is on
 */

class SignedOut extends Error {}

/**
 * Asks the service for something of a facilitator's. Rejects with SignedOut, and with any other
 * error where there is no answer.
 * @param {string | URL} address
 * @param {string} [method]
 * @param {unknown} [body]
 */
export async function request(address, method = "GET", body = undefined) {
  /** @type {RequestInit} */
  const how = { method, signal: timeoutSignal(TIMEOUT_MS) };
  if (body !== undefined) {
    how.headers = { "Content-Type": "application/json" };
    how.body = JSON.stringify(body);
  }
  const answer = await fetch(address, how);
  if (answer.status === 401) throw new SignedOut();
  if (!answer.ok) throw new Error(`answered with ${answer.status}`);
  return answer.json();
}

/**
 * Why a request failed, in words.
 * @param {unknown} error
 * @returns {string}
 */
export const problem = (error) => (error instanceof SignedOut ? words.signed_out : words.failed);

/**
 * Resolves to what was given of a meeting in its last days, in that order.
 * @param {string} meeting
 * @returns {Promise<Ticket[]>}
 */
export async function givenOf(meeting) {
  const { tickets } = await request(`${TICKETS}?meeting_id=${encodeURIComponent(meeting)}`);
  return tickets;
}

/**
 * Asks once, then withdraws; resolves to whether that was wanted.
 * @param {string[]} references
 * @param {() => void} begun is called between
 */
export async function withdraw(references, begun) {
  const [reference = ""] = references;
  const question =
    references.length === 1
      ? fill(words.ask, { reference })
      : fill(words.ask_all, { count: references.length });
  if (!(await ask(question, "withdraw"))) return false;
  begun();
  for (const each of references) {
    await request(`${TICKETS}/${each}`, "DELETE");
    noteWithdrawn([each]);
  }
  return true;
}

/**
 * Why one counts no longer; "" where it does.
 * @param {{withdrawn: boolean, revoked?: boolean}} given
 * @returns {string}
 */
export function endOf({ withdrawn, revoked }) {
  if (revoked) return words.revoked;
  return withdrawn ? words.withdrawn : "";
}

/**
 * A row of a list of what was given: its number, undefined where another phone has it; its
 * reference; and a button that withdraws it, or why there is none.
 * @param {number | undefined} number
 * @param {string} reference
 * @param {(() => void) | string} action
 * @param {string} [numbered] the words around the number
 */
export function givenRow(number, reference, action, numbered = words.number) {
  const about = element("span", "about");
  if (number !== undefined) about.append(element("b", "", fill(numbered, { number })), " ");
  if (reference) about.append(element("span", "reference", reference));
  if (typeof action === "string") return element("li", "", about, element("span", "quiet", action));
  const withdrawButton = button("", words.withdraw);
  withdrawButton.setAttribute("aria-label", fill(words.withdraw_label, { reference }));
  withdrawButton.addEventListener("click", action);
  return element("li", "", about, withdrawButton);
}
