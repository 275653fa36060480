/* The form of a code that tells a date alone. */

const DAY_S = 86400;

/**
 * Whether a code tells a date alone: the whole day of its own offset, and no meeting. Such a code is
 * shown everywhere without times and without a length.
 * @param {{meetingId: string, start: number, utcOffsetMin: number, lengthMin: number, name: string,
 *   place: string}} code `start` in epoch seconds
 */
export const isDateOnly = ({ meetingId, start, utcOffsetMin, lengthMin, name, place }) =>
  lengthMin * 60 === DAY_S &&
  (start + utcOffsetMin * 60) % DAY_S === 0 &&
  !(meetingId || name || place);
