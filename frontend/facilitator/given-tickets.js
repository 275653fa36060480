/* What was given, as the service lists it: references and times, which is all that there is. */
import { ask } from "../lib/dialog.js";
import { button, byId, ROOT } from "../lib/page.js";
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
 * @property {string} starts_at ISO 8601, as the next
 * @property {string} given_at
 * @property {boolean} withdrawn
 */

export class SignedOut extends Error {}

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
 * A button that withdraws one.
 * @param {string} reference
 * @param {() => void} clicked
 */
export function withdrawButton(reference, clicked) {
  const created = button("", words.withdraw);
  created.setAttribute("aria-label", fill(words.withdraw_label, { reference }));
  created.addEventListener("click", clicked);
  return created;
}
