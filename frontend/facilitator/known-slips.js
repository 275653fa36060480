/*
 * The slips of a facilitator's meetings, as this phone knows them: numbers, and which were given.
 * Never a ticket's text. Nothing here touches the page, the network or storage.
 */

/**
 * A slip: its occurrence's start, and until when that is redeemed, after which the slip is
 * forgotten here, in epoch seconds; whether it is marked as given, with its reference then, and was
 * taken back, or its key revoked; and whether it is ticked here, to be marked.
 * @typedef {{meeting: string, start: number, until: number, number: number, given: boolean,
 *   reference: string, withdrawn: boolean, revoked: boolean, ticked: boolean}} Slip
 */

/**
 * Those of one occurrence, in the order of their numbers.
 * @param {Slip[]} all
 * @param {string} meeting
 * @param {number} start
 */
export const ofOccurrence = (all, meeting, start) =>
  all
    .filter((slip) => slip.meeting === meeting && slip.start === start)
    .sort((one, other) => one.number - other.number);

/**
 * With those of a meeting as the service lists them. What is ticked here stays so; and what it has
 * marked as given, whatever an answer says that was under way meanwhile.
 * @param {Slip[]} all
 * @param {string} meeting
 * @param {import("./windows.js").Window[]} windows of the meeting; slips of others are left out
 * @param {{starts_at: string, number: number, given: boolean, reference: string | null}[]} listed
 * @param {{reference: string, withdrawn: boolean, revoked?: boolean}[]} tickets those given
 * @returns {Slip[]}
 */
export function withListed(all, meeting, windows, listed, tickets) {
  const found = listed.flatMap(({ starts_at, number, given, reference }) => {
    const start = Date.parse(starts_at) / 1000;
    const window = windows.find(({ opens }) => opens === start);
    if (!window) return [];
    const before = ofOccurrence(all, meeting, start).find((slip) => slip.number === number);
    const isGiven = given || Boolean(before?.given);
    const known = reference ?? before?.reference ?? "";
    const ticket = tickets.find((each) => each.reference === known);
    return [
      {
        meeting,
        start,
        until: window.redeem_until,
        number,
        given: isGiven,
        reference: known,
        withdrawn: Boolean(ticket?.withdrawn),
        revoked: Boolean(ticket?.revoked),
        ticked: !isGiven && Boolean(before?.ticked),
      },
    ];
  });
  return [...all.filter((slip) => slip.meeting !== meeting), ...found];
}

/**
 * With one ticked, or not.
 * @param {Slip[]} all
 * @param {Slip} which
 * @param {boolean} ticked
 */
export const withTicked = (all, which, ticked) =>
  all.map((slip) =>
    slip.meeting === which.meeting && slip.start === which.start && slip.number === which.number
      ? { ...slip, ticked }
      : slip,
  );

/**
 * With those marked as given that the service has marked.
 * @param {Slip[]} all
 * @param {string} meeting
 * @param {number} start
 * @param {ReadonlyMap<string | number, string>} references by number
 * @returns {Slip[]}
 */
export const withGiven = (all, meeting, start, references) =>
  all.map((slip) =>
    slip.meeting === meeting && slip.start === start && references.has(slip.number)
      ? { ...slip, given: true, ticked: false, reference: references.get(slip.number) ?? "" }
      : slip,
  );

/**
 * The lowest numbers that are not used yet, as many as are wanted and may be.
 * @param {Slip[]} used of one occurrence
 * @param {number} wanted
 * @param {number} most
 */
export function freeNumbers(used, wanted, most) {
  const taken = used.map(({ number }) => number);
  const all = Array.from({ length: most }, (_, index) => index + 1);
  return all.filter((number) => !taken.includes(number)).slice(0, wanted);
}

/**
 * From what was stored, without those whose time is over.
 * @param {any} stored
 * @param {number} now epoch seconds
 * @returns {Slip[]}
 */
export function readSlips(stored, now) {
  if (!Array.isArray(stored)) return [];
  return stored.filter(
    (slip) =>
      typeof slip?.meeting === "string" &&
      Number.isInteger(slip.number) &&
      Number.isFinite(slip.start) &&
      slip.until > now,
  );
}
