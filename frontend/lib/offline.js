/* The service workers, from the page's side. */

/**
 * Lets the worker keep what its pages need without a signal. Resolves to its registration; null
 * where there is none (an old browser, a private window, no signal): the pages are then not offline.
 * @param {string} worker
 * @param {RegistrationOptions} [options]
 */
export async function registerWorker(worker, options) {
  try {
    return await navigator.serviceWorker.register(worker, options);
  } catch {
    return null;
  }
}

/**
 * Sends a worker a message; resolves when it says that it is done.
 * @param {ServiceWorker} worker
 * @param {unknown} message
 * @returns {Promise<void>}
 */
export function tellWorker(worker, message) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve();
    worker.postMessage(message, [port2]);
  });
}
