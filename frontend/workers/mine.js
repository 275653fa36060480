/*
 * Keeps the page of stored codes, and nothing else, for use without a network.
 */
import { addressOf, fileFrom, installFiles, scope } from "./shell.js";

const PAGE = addressOf(FILES[0]);
const FILE_CACHE = installFiles(`mine ${scope.registration.scope} `);

/**
 * As kept, else from the service; a page's own address may carry codes and is never passed on.
 * @param {Request} request
 */
async function page(request) {
  const cache = await caches.open(FILE_CACHE);
  if (new URL(request.url).searchParams.has("fresh")) await refresh(cache);
  return (await cache.match(PAGE, { ignoreVary: true })) ?? fetch(request);
}

/**
 * The page anew, in a language that was chosen just now.
 * @param {Cache} cache
 */
async function refresh(cache) {
  try {
    await cache.add(new Request(PAGE, { cache: "reload" }));
  } catch {
    // no network: as kept
  }
}

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const isPage = new URL(request.url).pathname === new URL(PAGE).pathname;
  if (request.method !== "GET") return;
  if (request.mode !== "navigate") event.respondWith(fileFrom(FILE_CACHE, request));
  else if (isPage) event.respondWith(page(request));
});
