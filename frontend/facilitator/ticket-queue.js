/*
 * The queue of what the service has not got yet: hashes of tickets, and numbers of slips that were
 * given. Nothing here touches the page, the network or storage.
 */

const MAX_SENT = 100; // in one request

/**
 * A ticket's hash, or the number of a slip that was given.
 * @typedef {string | number} Value
 */

/**
 * One that waits: its meeting, and hash or number; in epoch seconds the start of the occurrence that
 * it was made for, and the end of the time in which the service takes it.
 * @typedef {{meeting: string, start: number, until: number, hash?: string, slip?: number}} Entry
 */

/**
 * `waiting` in the order in which they came; `lost` counts by reason those that the service never
 * will have.
 * @typedef {{waiting: Entry[], lost: Record<string, number>}} Queue
 */

/**
 * One request's worth: of one occurrence, and of one kind.
 * @typedef {{meeting: string, start: number, until: number, isSlips: boolean, values: Value[]}}
 *   Batch
 */

/** @type {Queue} */
export const EMPTY = { waiting: [], lost: {} };

const valueOf = (/** @type {Entry} */ { hash, slip }) => hash ?? Number(slip);

/**
 * Whether an entry is one of these of that batch's occurrence and kind.
 * @param {Entry} entry
 * @param {Pick<Batch, "meeting" | "start" | "isSlips">} batch
 * @param {Value[]} values
 */
function isAmong(entry, { meeting, start, isSlips }, values) {
  const isOfBatch = !isSlips || (entry.meeting === meeting && entry.start === start);
  return isOfBatch && values.includes(valueOf(entry));
}

/**
 * The queue with one more, unless it waits already: two tabs may mark the same slips.
 * @param {Queue} queue
 * @param {Entry} entry
 * @returns {Queue}
 */
export function withEntry(queue, entry) {
  const batch = { ...entry, isSlips: entry.hash === undefined };
  if (queue.waiting.some((other) => isAmong(other, batch, [valueOf(entry)]))) return queue;
  return { ...queue, waiting: [...queue.waiting, entry] };
}

/**
 * The queue without these of a batch, which the service has.
 * @param {Queue} queue
 * @param {Batch} batch
 * @param {Value[]} values
 * @returns {Queue}
 */
export const withoutSent = (queue, batch, values) => ({
  ...queue,
  waiting: queue.waiting.filter((entry) => !isAmong(entry, batch, values)),
});

/**
 * The queue without these of a batch, which the service does not take, for that reason.
 * @param {Queue} queue
 * @param {Batch} batch
 * @param {Value[]} values
 * @param {string} reason
 * @returns {Queue}
 */
export function withoutRefused(queue, batch, values, reason) {
  const remaining = withoutSent(queue, batch, values);
  const count = queue.waiting.length - remaining.waiting.length;
  if (!count) return queue;
  return { ...remaining, lost: { ...queue.lost, [reason]: (queue.lost[reason] ?? 0) + count } };
}

/**
 * The requests that are due: one occurrence, and tickets or slips, in each.
 * @param {Queue} queue
 * @returns {Batch[]}
 */
export function batches(queue) {
  /** @type {Map<string, Batch>} */
  const due = new Map();
  for (const entry of queue.waiting) {
    const { meeting, start, until } = entry;
    const isSlips = entry.hash === undefined;
    const kind = `${meeting} ${start} ${isSlips}`;
    const batch = due.get(kind) ?? { meeting, start, until, isSlips, values: [] };
    due.set(kind, batch);
    const value = valueOf(entry);
    const isNew = !batch.values.includes(value); // an older page may have stored some twice
    if (isNew && batch.values.length < MAX_SENT) batch.values.push(value);
  }
  return [...due.values()];
}

/**
 * What the service is sent of a batch.
 * @param {Batch} batch
 */
export const bodyOf = ({ meeting, start, isSlips, values }) => ({
  meeting_id: meeting,
  [isSlips ? "numbers" : "tickets"]: values,
  starts_at: new Date(start * 1000).toISOString(),
});

/**
 * What the service has of a batch by its answer, with the reference of each; null for no such
 * answer.
 * @param {Batch} batch
 * @param {any} body
 * @returns {Map<Value, string> | null}
 */
export function takenIn({ isSlips, values }, body) {
  const listed = body?.[isSlips ? "given" : "registered"];
  if (!Array.isArray(listed)) return null;
  /** @type {Map<Value, string>} */
  const taken = new Map();
  for (const each of listed) {
    const value = isSlips ? each?.number : each;
    const reference = isSlips ? each?.reference : body.references?.[value];
    if (values.includes(value)) taken.set(value, String(reference ?? ""));
  }
  return taken.size || !listed.length ? taken : null;
}

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
    const isEntry = (/** @type {Entry} */ { meeting, hash, slip, start, until }) =>
      typeof meeting === "string" &&
      (hash === undefined ? Number.isInteger(slip) : /^[0-9a-f]{64}$/.test(hash)) &&
      isTime(start) &&
      isTime(until);
    return { waiting: waiting.filter(isEntry), lost: { ...lost } };
  } catch {
    return EMPTY;
  }
}
