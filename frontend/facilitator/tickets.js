/*
 * Tickets: one person's right to one code, made on a facilitator's phone. Nothing here touches the
 * page, the network or storage.
 */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's base32
const CHARACTERS = 10;

/** Ten characters: 50 random bits. */
export function makeTicket() {
  const random = crypto.getRandomValues(new Uint8Array(CHARACTERS));
  return Array.from(random, (byte) => ALPHABET[byte & 31]).join("");
}

/**
 * As it is shown and said: XXXXX-XXXXX.
 * @param {string} ticket
 */
export const grouped = (ticket) => `${ticket.slice(0, 5)}-${ticket.slice(5)}`;

/**
 * Upper case, no hyphen, O read as 0, I and L as 1; "" for what is no ticket.
 * @param {string} text
 */
export function normalForm(text) {
  const read = text.toUpperCase().replace(/[-\s]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  const isTicket =
    read.length === CHARACTERS && [...read].every((character) => ALPHABET.includes(character));
  return isTicket ? read : "";
}

/**
 * SHA-256 of the normal form, in hex: all that the service is sent.
 * @param {string} ticket
 */
export async function hashOf(ticket) {
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(normalForm(ticket)),
  );
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
