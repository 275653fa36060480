/*
 * A ticket comes in the fragment, which no server is sent, or is typed. It leaves the address bar at
 * once and goes with this entry of the tab's history, so that reloading and going back work, until
 * it is to be forgotten; the service is sent it in a body, and its page takes the place of this one.
 */
import { byId, find } from "../lib/page.js";
import { timeoutSignal } from "../lib/timeout.js";

const TICKET = /^[0-9A-Za-z -]{5,20}$/;
const TIMEOUT_MS = 20000;
const ANSWERS = [200, 400, 404, 410]; // those that have something to say of a ticket
const address = location.pathname;
// What the last button pressed stands for: submit events have it in newer browsers only.
let pressedDetail = "";
const COUNT = `${address} visitors`; // of this tab, one after another
let visitor = 0;
let canForget = true;
try {
  visitor = Number(sessionStorage.getItem(COUNT));
} catch {
  canForget = false; // refused
}
let turn = 0; // counts requests and input: a response that comes late is not shown
let isFinished = false; // a code's page is shown, whose scripts run once in a document

/** @param {string} key of the text: data-`key` of the element that shows it, "" for none */
function showStatus(key) {
  const status = byId("says");
  if (!status) return;
  status.textContent = status.dataset[key] ?? "";
  status.className = key === "failed" ? "note" : "";
}

/**
 * Loads what a page needs and this one does not have.
 * @param {Document} page
 * @param {string} selector
 * @param {string} attribute which has its address
 */
function loadFrom(page, selector, attribute) {
  for (const original of page.querySelectorAll(selector)) {
    const source = original.getAttribute(attribute) ?? "";
    if (document.querySelector(`[${attribute}="${CSS.escape(source)}"]`)) continue;
    const copy = document.createElement(original.localName);
    for (const { name, value } of original.attributes) copy.setAttribute(name, value);
    document.head.append(copy);
    if (original.localName === "script") isFinished = true;
  }
}

/**
 * @param {string} html
 * @param {string} ticket
 */
function show(html, ticket) {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  find(document, "main").replaceWith(document.adoptNode(find(page, "main")));
  // a finished code would be lost to another language
  if (!page.querySelector(".languages")) {
    document.querySelector(".menus form")?.remove();
    document.querySelector(".languages")?.classList.remove("languages");
  }
  loadFrom(page, "link[rel=stylesheet]", "href");
  loadFrom(page, "script[src]", "src");
  const field = byId("ticket", "input");
  if (field) field.value = ticket;
  const forgetRow = byId("forget");
  if (forgetRow) forgetRow.hidden = !canForget;
  const heading = find(document, "h1");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** What this entry of the tab's history holds; nothing of a visitor before. */
function entry() {
  const state = history.state || {};
  if (state.visitor === visitor) return state;
  if (state.ticket) history.replaceState(null, "");
  return {};
}

async function redeem() {
  const { ticket, detail = "" } = entry();
  if (!ticket) return;
  const ownTurn = (turn += 1);
  showStatus("working");
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ ticket, detail }).toString(),
      signal: timeoutSignal(TIMEOUT_MS),
    });
    if (!ANSWERS.includes(answer.status)) throw new Error(`${answer.status}`);
    const page = await answer.text();
    if (ownTurn === turn) show(page, ticket);
  } catch {
    if (ownTurn !== turn) return;
    // no signal, or the service has trouble: the ticket is in its box, to be tried again
    const field = byId("ticket", "input");
    if (field) field.value = ticket;
    showStatus("failed");
  }
}

function again() {
  if (isFinished) location.reload();
  else redeem();
}

/** From now on this tab is another visitor's, to whom earlier entries show nothing. */
function forget() {
  sessionStorage.setItem(COUNT, `${visitor + 1}`);
  find(document, "main").replaceChildren(); // a browser may keep a page as it was left
  history.replaceState(null, "", address);
  location.replace(address);
}

function readFragment() {
  const ticket = decodeURIComponent(location.hash.slice(1));
  const isTicket = TICKET.test(ticket) && !document.getElementById(ticket);
  // another place on this page stays with the ticket that is shown
  if (!isTicket) return false;
  history.replaceState({ visitor, ticket }, "", address);
  return true;
}

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const button = target.closest("button");
  pressedDetail = button ? button.value : "";
  if (target.closest("#forget button")) forget();
});
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.id !== "redeem") return;
  event.preventDefault();
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("ticket"));
  const ticket = field.value.trim().split("#").pop();
  const detail = pressedDetail;
  const { ticket: ticketBefore, detail: detailBefore = "" } = entry();
  const isSame = ticket === ticketBefore && detail === detailBefore;
  history[isSame ? "replaceState" : "pushState"]({ visitor, ticket, detail }, "", address);
  redeem();
});
document.addEventListener("input", () => {
  turn += 1;
  showStatus("");
});
addEventListener("hashchange", () => {
  if (readFragment()) again();
});
addEventListener("popstate", () => {
  if (!location.hash) location.reload();
});
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload(); // another visitor may have come since
});
readFragment();
redeem();
