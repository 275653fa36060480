/* The service workers, from the page's side. */

const DONE_WITHIN_MS = 2000;

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
 * Sends the worker of a scope a message; resolves when it says that it is done, or takes too long;
 * at once where none works.
 * @param {string} scope
 * @param {unknown} message
 * @returns {Promise<void>}
 */
export async function tellWorker(scope, message) {
  const none = () => null; // refused
  const registration = await navigator.serviceWorker?.getRegistration(scope).catch(none);
  const worker = registration?.active;
  if (!worker) return;
  await new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    worker.postMessage(message, [port2]);
    setTimeout(resolve, DONE_WITHIN_MS);
  });
}
