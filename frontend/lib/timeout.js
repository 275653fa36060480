/* How long a request is waited for: AbortSignal.timeout, which browsers of 2021 don't have. */

/** A signal that ends a request after that many milliseconds. */
export function patience(ms) {
  const ending = new AbortController();
  setTimeout(() => ending.abort(), ms);
  return ending.signal;
}
