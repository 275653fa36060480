/*
 * Keeps the checking desk working without a network. What is in LATER comes when the page asks for
 * it. Everything else (keys, withdrawals, other pages) goes to the network untouched.
 */
import { addressOf, answerRequests, installFiles, inTime, scope, storedFile } from "./shell.js";

const PAGE = addressOf(FILES[0]);
const FILE_CACHE = installFiles(`desk ${scope.registration.scope} `);

async function keepLater() {
  const cache = await caches.open(FILE_CACHE);
  for (const url of LATER.map(addressOf)) {
    if (await cache.match(url)) continue;
    await cache.add(url).catch(() => {}); // offline again: the next visit tries again
  }
}

/**
 * The page as the service has it now; without a network, or with a slow one, as it was kept.
 * @param {FetchEvent} event
 */
async function page({ request }) {
  const answer = await inTime(fetch(request));
  return answer?.ok ? answer : ((await storedFile(FILE_CACHE, PAGE)) ?? Response.error());
}

scope.addEventListener("message", (event) => {
  if (event.data === "later") event.waitUntil(keepLater());
});
answerRequests(FILE_CACHE, ({ pathname }) => pathname === new URL(PAGE).pathname, page);
