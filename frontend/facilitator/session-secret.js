/*
 * The secret of the session that a sign-in begins. The browser makes it, so that it can repeat a
 * sign-in whose answer was lost: the service answers the same link with the same secret once more.
 * It is kept until the sign-in has succeeded, since the link may be opened again in another tab, and
 * counts no longer than a link does. From then on the session is in its cookie, which no script can
 * read.
 */
import { load, store } from "../lib/storage.js";

const KEY = "sign-in";
const LINK_WORKS_MS = 24 * 3600_000;
const TOLD_APART_BY = 8; // characters of a link's secret, of which the rest is not kept

/** @typedef {{link: string, secret: string, made: number}} Kept */

/** In a browser that stores nothing, as long as its page is open. @type {Kept | null} */
let keptHere = null;

/** 256 random bits in base64url. */
function newSecret() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const text = btoa(String.fromCharCode(...bytes));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}

/**
 * The secret for a sign-in with that link: the same one as when this browser tried it before.
 * @param {string} linkSecret
 * @param {number} now in milliseconds
 * @returns {string}
 */
export function sessionSecret(linkSecret, now) {
  const link = linkSecret.slice(0, TOLD_APART_BY);
  /** @type {Kept | null} */
  const kept = keptHere ?? load(KEY);
  if (kept?.link === link && Math.abs(now - kept.made) < LINK_WORKS_MS) return kept.secret;
  keptHere = { link, secret: newSecret(), made: now };
  store(KEY, keptHere);
  return keptHere.secret;
}

/** Forgets it: the sign-in succeeded, or never can. */
export function forgetSessionSecret() {
  keptHere = null;
  store(KEY, null);
}
