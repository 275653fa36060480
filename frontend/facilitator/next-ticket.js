/* The next ticket, made before it is wanted. Until it is taken it is nobody's, and not registered. */
import { hashOf, makeTicket } from "./tickets.js";

/** @typedef {{ticket: string, hash: string}} Ticket */

/** @type {Ticket | null} */
let prepared = null;
let preparing = Promise.resolve();

/** Makes the next ticket; resolves when it is there. */
export function prepare() {
  prepared = null;
  const ticket = makeTicket();
  preparing = hashOf(ticket).then((hash) => {
    prepared = { ticket, hash };
  });
  return preparing;
}

/** The next ticket, and makes another; null for the moment in which there is none. */
export function take() {
  const taken = prepared;
  if (taken) prepare();
  return taken;
}

/**
 * Acts once the next ticket is ready: at once but for a moment after the last, when no tap is lost.
 * @param {() => unknown} action
 */
export async function whenPrepared(action) {
  while (!prepared) await preparing;
  action();
}
