/*
 * Keeps the page of stored codes, and nothing else, for use without a network.
 */
import { addressOf, answerRequests, installFiles, scope, storedFile } from "./shell.js";

const PAGE = addressOf(FILES[0]);
const FILE_CACHE = installFiles(`mine ${scope.registration.scope} `);

/**
 * As kept, else from the service; a page's own address may carry codes and is never passed on.
 * @param {FetchEvent} event
 * @param {URL} url
 */
async function page({ request }, url) {
  if (url.searchParams.has("fresh")) await refresh();
  return (await storedFile(FILE_CACHE, PAGE)) ?? fetch(request);
}

/** The page anew, in a language that was chosen just now. */
async function refresh() {
  const cache = await caches.open(FILE_CACHE);
  try {
    await cache.add(new Request(PAGE, { cache: "reload" }));
  } catch {
    // no network: as kept
  }
}

answerRequests(FILE_CACHE, ({ pathname }) => pathname === new URL(PAGE).pathname, page);
