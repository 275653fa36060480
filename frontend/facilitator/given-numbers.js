/*
 * The tickets that this phone gave, by number, so that one can be taken back: never a ticket's
 * text. Nothing here touches the page, the network or storage.
 */

/**
 * One that was given: its number among those of its occurrence on this phone; its hash; its
 * reference, "" until the service has it; in epoch seconds the start of the occurrence, and until
 * when it is redeemed, after which it is forgotten here.
 * @typedef {{number: number, meeting: string, hash: string, reference: string, start: number,
 *   until: number, withdrawn?: boolean}} Given
 */

/**
 * Those of one occurrence, in the order of their numbers.
 * @param {Given[]} all
 * @param {string} meeting
 * @param {number} start
 */
export const ofOccurrence = (all, meeting, start) =>
  all.filter((given) => given.meeting === meeting && given.start === start);

/**
 * Those that are with somebody: not taken back.
 * @param {Given[]} all
 */
export const remaining = (all) => all.filter(({ withdrawn }) => !withdrawn);

/**
 * With one more, which has the next number of its occurrence; a number is never used again.
 * @param {Given[]} all
 * @param {{meeting: string, hash: string, start: number, until: number}} ticket
 * @returns {Given[]}
 */
export function withNext(all, ticket) {
  const numbers = ofOccurrence(all, ticket.meeting, ticket.start).map(({ number }) => number);
  return [...all, { ...ticket, number: Math.max(0, ...numbers) + 1, reference: "" }];
}

/**
 * With the references that the service has for these hashes.
 * @param {Given[]} all
 * @param {ReadonlyMap<string | number, string>} references
 * @returns {Given[]}
 */
export const withReferences = (all, references) =>
  all.map((given) => ({ ...given, reference: references.get(given.hash) ?? given.reference }));

/**
 * Without these hashes, which the service does not take.
 * @param {Given[]} all
 * @param {(string | number)[]} hashes
 */
export const without = (all, hashes) => all.filter(({ hash }) => !hashes.includes(hash));

/**
 * With these references taken back.
 * @param {Given[]} all
 * @param {string[]} references
 * @returns {Given[]}
 */
export const withWithdrawn = (all, references) =>
  all.map((given) =>
    references.includes(given.reference) ? { ...given, withdrawn: true } : given,
  );

/**
 * From what was stored, without those whose time is over.
 * @param {any} stored
 * @param {number} now epoch seconds
 * @returns {Given[]}
 */
export function readGiven(stored, now) {
  if (!Array.isArray(stored)) return [];
  const isGiven = (/** @type {any} */ given) =>
    Number.isInteger(given?.number) &&
    typeof given.meeting === "string" &&
    typeof given.hash === "string" &&
    typeof given.reference === "string" &&
    Number.isFinite(given.start) &&
    given.until > now;
  return stored.filter(isGiven);
}
