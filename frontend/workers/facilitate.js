/*
 * Keeps a facilitator's list and the pages of each meeting that can give, for use without a signal.
 * They hold listed times and nothing of a participant.
 */
import { answerRequests, installFiles, inTime, scope } from "./shell.js";

const LIST = new URL("facilitate", scope.location.href).pathname;
const OF_MEETING = ["give", "slips"];
const PREFIX = `facilitate ${LIST} `;
const PAGE_CACHE = `${PREFIX}pages`;
const FILE_CACHE = installFiles(PREFIX, { others: [PAGE_CACHE], activated: () => keepPages() });
let signOuts = 0; // what was requested before one is not stored after it

async function forgetPages() {
  signOuts += 1;
  await caches.delete(PAGE_CACHE);
}

/** The list and its meetings' pages as they are now; without a signal, as they were. */
async function keepPages() {
  const before = signOuts;
  /**
   * @param {string} path
   * @returns {Promise<[string, Response]>}
   */
  const fetchPage = async (path) => [path, await fetch(`${path}?kept=yes`)];
  try {
    const list = await fetchPage(LIST);
    if (list[1].status === 401) return await forgetPages();
    const meetings = (list[1].headers.get("Waypost-Keep") ?? "").split(" ").filter(Boolean);
    const paths = meetings.flatMap((id) => OF_MEETING.map((page) => `${LIST}/${page}/${id}`));
    const pages = [list, ...(await Promise.all(paths.map(fetchPage)))];
    const good = pages.filter(([, answer]) => answer.ok);
    if (!list[1].ok || before !== signOuts) return undefined;
    const cache = await caches.open(PAGE_CACHE);
    if (before !== signOuts) return await forgetPages(); // while it was opened, which made it anew
    const due = pages
      .filter(([, { status }]) => ![403, 404].includes(status))
      .map(([path]) => path);
    const gone = (await cache.keys()).filter(({ url }) => !due.includes(new URL(url).pathname));
    await Promise.all(gone.map((request) => cache.delete(request)));
    await Promise.all(good.map(([path, answer]) => cache.put(path, answer)));
  } catch {
    // no signal: what is kept is kept
  }
  return undefined;
}

/**
 * From the service; as kept where it does not answer or not in time. What it says counts then, too:
 * a session that has ended takes the pages away, however late that is heard.
 * @param {FetchEvent} event
 * @param {URL} url
 */
async function answerPage(event, { pathname }) {
  const stored = await (await caches.open(PAGE_CACHE)).match(pathname);
  const pending = fetch(event.request).then((answer) => updateStored(event, pathname, answer));
  if (!stored) return pending;
  event.waitUntil(pending.catch(() => {}));
  const answer = await inTime(pending);
  return answer && answer.status < 500 ? answer : stored;
}

/**
 * Brings what is stored of a page in line with the answer, and returns the answer.
 * @param {FetchEvent} event
 * @param {string} pathname
 * @param {Response} answer
 */
async function updateStored(event, pathname, answer) {
  if (answer.status === 401) await forgetPages();
  else if (answer.ok && pathname === LIST) event.waitUntil(keepPages());
  else if ([403, 404].includes(answer.status))
    await (await caches.open(PAGE_CACHE)).delete(pathname);
  return answer;
}

scope.addEventListener("message", (event) => {
  if (event.data !== "sign-out") return;
  event.waitUntil(forgetPages().then(() => event.ports[0]?.postMessage("gone")));
});
answerRequests(
  FILE_CACHE,
  ({ pathname }) =>
    pathname === LIST || OF_MEETING.some((page) => pathname.startsWith(`${LIST}/${page}/`)),
  answerPage,
);
