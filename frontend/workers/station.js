/*
 * Keeps the checking desk working without a network. What is in LATER comes when the page asks for
 * it. Everything else (keys, withdrawals, other pages) goes to the network untouched.
 */
import { addressOf, installFiles, inTime, scope } from "./shell.js";

const PAGE = addressOf(FILES[0]);
const FILE_CACHE = installFiles(`desk ${scope.registration.scope} `);
const ADDRESSES = new Set([...FILES, ...LATER].map(addressOf));
const WAIT_MS = 4000;

/** @param {string} url */
async function fileFor(url) {
  return (await caches.open(FILE_CACHE)).match(url, { ignoreVary: true });
}

async function keepLater() {
  const cache = await caches.open(FILE_CACHE);
  for (const url of LATER.map(addressOf)) {
    if (await cache.match(url)) continue;
    await cache.add(url).catch(() => {}); // offline again: the next visit tries again
  }
}

/**
 * The page as the service has it now; without a network, or with a slow one, as it was kept.
 * @param {Request} request
 */
async function page(request) {
  const answer = await inTime(fetch(request), WAIT_MS);
  return answer?.ok ? answer : ((await fileFor(PAGE)) ?? Response.error());
}

scope.addEventListener("message", (event) => {
  if (event.data === "later") event.waitUntil(keepLater());
});
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = request.url.split("#")[0];
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    if (url.split("?")[0] === PAGE) event.respondWith(page(request));
  } else if (ADDRESSES.has(url)) {
    event.respondWith(fileFor(url).then((answer) => answer ?? fetch(request)));
  }
});
