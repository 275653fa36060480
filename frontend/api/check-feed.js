/*
 * Sends the feed that was chosen or pasted, as text, and shows the report that comes back in the
 * place of the one before. Nothing of it is stored on the device.
 */
import { byId, find } from "../lib/page.js";
import { timeoutSignal } from "../lib/timeout.js";

const TIMEOUT_MS = 120000; // a large file over a slow line
const ANSWERS = [200, 400];

const form = byId("check-feed", "form");
const file = byId("file", "input");
const pasted = byId("feed", "textarea");
const timezone = byId("timezone", "input");
const status = byId("says");

/** @param {string} key of the text: data-`key` of the element that shows it, "" for none */
function showStatus(key) {
  status.textContent = status.dataset[key] ?? "";
  status.className = key && key !== "working" ? "note" : "";
}

/** @param {string} html */
function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const outcome = find(page, "#outcome");
  byId("outcome").replaceWith(document.adoptNode(outcome));
  showStatus("");
  const heading = find(outcome, "h2");
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** @param {Blob} feed */
async function send(feed) {
  const address = new URL(form.action);
  if (timezone.value.trim()) address.searchParams.set("timezone", timezone.value.trim());
  const answer = await fetch(address.href, {
    method: "POST",
    headers: { "Content-Type": "text/plain;charset=utf-8" },
    body: feed,
    signal: timeoutSignal(TIMEOUT_MS),
  });
  if (!ANSWERS.includes(answer.status)) throw new Error(`${answer.status}`);
  return answer.text();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const feed = file.files?.[0] ?? new Blob([pasted.value]);
  if (!feed.size) return showStatus("empty");
  if (feed.size > Number(form.dataset.most)) return showStatus("large");
  const button = find(form, "", "button");
  button.disabled = true;
  showStatus("working");
  try {
    show(await send(feed));
  } catch {
    showStatus("failed");
  } finally {
    button.disabled = false;
  }
});
// one of the two is sent: the one that was touched last
file.addEventListener("change", () => {
  pasted.value = "";
});
pasted.addEventListener("input", () => {
  file.value = "";
});
pasted.required = false;
byId("from-file").hidden = false;
