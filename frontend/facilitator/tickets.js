/*
 * Tickets: one person's right to one code, made on a facilitator's phone; and the queue of those
 * whose hashes the service has not got yet. Nothing here touches the page, the network or storage.
 */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's base32
const CHARACTERS = 10;
const MAX_SENT = 100; // in one request

/** Ten characters: 50 random bits. */
export function makeTicket() {
  const random = crypto.getRandomValues(new Uint8Array(CHARACTERS));
  return Array.from(random, (byte) => ALPHABET[byte & 31]).join("");
}

/** As it is shown and said: XXXXX-XXXXX. */
export const grouped = (ticket) => `${ticket.slice(0, 5)}-${ticket.slice(5)}`;

/** Upper case, no hyphen, O read as 0, I and L as 1; "" for what is no ticket. */
export function normalForm(text) {
  const read = text.toUpperCase().replace(/[-\s]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  const isTicket = read.length === CHARACTERS && [...read].every((one) => ALPHABET.includes(one));
  return isTicket ? read : "";
}

/** SHA-256 of the normal form, in hex: all that the service is sent. */
export async function hashOf(ticket) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(normalForm(ticket)));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/*
 * A queue: `waiting` are {meeting, hash, start, until}, in epoch seconds the start of the occurrence
 * that they were made for and the end of the time in which the service takes them; `lost` counts by
 * reason those that it never will.
 */
export const EMPTY = { waiting: [], lost: {} };

export function added(queue, entry) {
  return { ...queue, waiting: [...queue.waiting, entry] };
}

/** Without these; the service has them. */
export function sent(queue, hashes) {
  return { ...queue, waiting: queue.waiting.filter(({ hash }) => !hashes.includes(hash)) };
}

/** Without these; the service does not take them, for that reason. */
export function refused(queue, hashes, reason) {
  const left = sent(queue, hashes);
  const count = queue.waiting.length - left.waiting.length;
  if (!count) return queue;
  return { ...left, lost: { ...queue.lost, [reason]: (queue.lost[reason] ?? 0) + count } };
}

/** {meeting, start, until, hashes} of each request that is due: one occurrence in each. */
export function batches(queue) {
  const due = new Map();
  for (const { meeting, start, until, hash } of queue.waiting) {
    const occurrence = `${meeting} ${start}`;
    if (!due.has(occurrence)) due.set(occurrence, { meeting, start, until, hashes: [] });
    const { hashes } = due.get(occurrence);
    if (hashes.length < MAX_SENT) hashes.push(hash);
  }
  return [...due.values()];
}

/** What the service is sent of a batch. */
export const bodyOf = ({ meeting, start, hashes }) =>
  ({ meeting_id: meeting, tickets: hashes, starts_at: new Date(start * 1000).toISOString() });

/** A queue from its stored text; an empty one for anything else. */
export function readQueue(text) {
  try {
    const { waiting, lost } = JSON.parse(text);
    const isMoment = (seconds) => Number.isFinite(seconds) && Math.abs(seconds) < 1e11;
    const isEntry = ({ meeting, hash, start, until }) => typeof meeting === "string"
      && /^[0-9a-f]{64}$/.test(hash) && isMoment(start) && isMoment(until);
    return { waiting: waiting.filter(isEntry), lost: { ...lost } };
  } catch {
    // nothing there yet, or not ours
    return EMPTY;
  }
}
