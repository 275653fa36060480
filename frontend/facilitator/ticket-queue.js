/*
 * The queue of tickets whose hashes the service has not got yet. Nothing here touches the page, the
 * network or storage.
 */

const MAX_SENT = 100; // in one request

/**
 * A ticket that waits: its meeting and hash; in epoch seconds the start of the occurrence that it
 * was made for, and the end of the time in which the service takes it.
 * @typedef {{meeting: string, hash: string, start: number, until: number}} Entry
 */

/**
 * `waiting` in the order in which they came; `lost` counts by reason those that the service never
 * will have.
 * @typedef {{waiting: Entry[], lost: Record<string, number>}} Queue
 */

/**
 * One request's worth: of one occurrence.
 * @typedef {{meeting: string, start: number, until: number, hashes: string[]}} Batch
 */

/** @type {Queue} */
export const EMPTY = { waiting: [], lost: {} };

/**
 * The queue with one more.
 * @param {Queue} queue
 * @param {Entry} entry
 * @returns {Queue}
 */
export const withEntry = (queue, entry) => ({ ...queue, waiting: [...queue.waiting, entry] });

/**
 * The queue without these, which the service has.
 * @param {Queue} queue
 * @param {string[]} hashes
 * @returns {Queue}
 */
export const withoutSent = (queue, hashes) => ({
  ...queue,
  waiting: queue.waiting.filter(({ hash }) => !hashes.includes(hash)),
});

/**
 * The queue without these, which the service does not take, for that reason.
 * @param {Queue} queue
 * @param {string[]} hashes
 * @param {string} reason
 * @returns {Queue}
 */
export function withoutRefused(queue, hashes, reason) {
  const remaining = withoutSent(queue, hashes);
  const count = queue.waiting.length - remaining.waiting.length;
  if (!count) return queue;
  return { ...remaining, lost: { ...queue.lost, [reason]: (queue.lost[reason] ?? 0) + count } };
}

/**
 * The requests that are due: one occurrence in each.
 * @param {Queue} queue
 * @returns {Batch[]}
 */
export function batches(queue) {
  /** @type {Map<string, Batch>} */
  const due = new Map();
  for (const { meeting, start, until, hash } of queue.waiting) {
    const occurrence = `${meeting} ${start}`;
    const batch = due.get(occurrence) ?? { meeting, start, until, hashes: [] };
    due.set(occurrence, batch);
    if (batch.hashes.length < MAX_SENT) batch.hashes.push(hash);
  }
  return [...due.values()];
}

/**
 * What the service is sent of a batch.
 * @param {Batch} batch
 */
export const bodyOf = ({ meeting, start, hashes }) => ({
  meeting_id: meeting,
  tickets: hashes,
  starts_at: new Date(start * 1000).toISOString(),
});

/**
 * A queue from what was stored; an empty one for anything else.
 * @param {any} stored
 * @returns {Queue}
 */
export function readQueue(stored) {
  try {
    const { waiting, lost } = stored;
    const isTime = (/** @type {unknown} */ seconds) =>
      Number.isFinite(seconds) && Math.abs(Number(seconds)) < 1e11;
    const isEntry = (/** @type {Entry} */ { meeting, hash, start, until }) =>
      typeof meeting === "string" && /^[0-9a-f]{64}$/.test(hash) && isTime(start) && isTime(until);
    return { waiting: waiting.filter(isEntry), lost: { ...lost } };
  } catch {
    return EMPTY;
  }
}
