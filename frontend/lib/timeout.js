/* AbortSignal.timeout, which browsers of 2021 don't have. */

/**
 * A signal that ends a request after that many milliseconds.
 * @param {number} ms
 */
export function timeoutSignal(ms) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), ms);
  return controller.signal;
}
