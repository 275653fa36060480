/* What takes a while, one after another, in the order in which it was asked for. */

/**
 * Begins a queue. What it returns does one piece of work after the other, whatever became of the
 * one before, and resolves as that piece does.
 */
export function inTurn() {
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();
  return (/** @type {() => unknown} */ work) => {
    const done = last.then(work, work);
    last = done;
    return done;
  };
}
