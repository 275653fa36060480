/* What takes a while, in the order in which it was asked for. */

/**
 * Begins a queue. What it returns does one piece of work after the other; one that fails is told, and
 * holds up nothing.
 * @param {(error: unknown) => void} failed
 */
export function inTurn(failed) {
  /** @type {Promise<unknown>} */
  let queue = Promise.resolve();
  return (/** @type {() => unknown} */ work) => {
    queue = queue.then(work).catch(failed);
  };
}
