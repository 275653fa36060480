/*
 * A ticket comes in the fragment, which no server is sent, or is typed. It leaves the address bar at
 * once and goes with this entry of the tab's history, so that reloading and going back work, until
 * it is to be forgotten. The service is sent it in a body, once: its answer takes the place of this
 * page, and holds the code in each of its forms, so that choosing one asks nothing more.
 */
import { byId, find } from "../lib/page.js";
import { timeoutSignal } from "../lib/timeout.js";
import { startFinishedCode } from "./finished-code.js";

const TICKET = /^[0-9A-Za-z -]{5,20}$/;
const TIMEOUT_MS = 20000;
const ANSWERS = [200, 400, 404, 410, 429]; // those that have something to say of a ticket
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
/** What the service answered last. @type {{ticket: string, page: Document} | null} */
let answered = null;

/** @param {string} key of the text: data-`key` of the element that shows it, "" for none */
function showStatus(key) {
  const status = byId("says");
  if (!status) return;
  status.textContent = status.dataset[key] ?? "";
  status.className = key === "failed" ? "note" : "";
}

/**
 * Shows what the service answered: the page itself, or the code in the form that was chosen.
 * @param {{ticket: string, page: Document}} answer
 * @param {string} detail "" for none
 */
function show({ ticket, page }, detail) {
  const form = /** @type {HTMLTemplateElement | null} */ (page.getElementById(`form-${detail}`));
  const main = document.importNode(find(page, "main"), !form);
  document.title = form?.dataset.title ?? page.title;
  if (form) {
    main.className = "code";
    main.append(document.importNode(form.content, true));
    // a finished code would be lost to another language
    document.querySelector(".menus form")?.remove();
    document.querySelector(".languages")?.classList.remove("languages");
  }
  find(document, "main").replaceWith(main);
  if (form) startFinishedCode();
  const field = byId("ticket", "input");
  if (field) field.value = ticket;
  for (const [id, isOffered] of Object.entries({ forget: canForget, change: true })) {
    const row = byId(id);
    if (row) row.hidden = !isOffered;
  }
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
  if (answered && answered.ticket === ticket) return show(answered, detail);
  showStatus("working");
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ ticket }).toString(),
      signal: timeoutSignal(TIMEOUT_MS),
    });
    if (!ANSWERS.includes(answer.status)) throw new Error(`${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (ownTurn !== turn) return;
    answered = answer.ok ? { ticket, page } : null;
    show({ ticket, page }, detail);
  } catch {
    if (ownTurn !== turn) return;
    // no signal, or the service has trouble: the ticket is in its box, to be tried again
    const field = byId("ticket", "input");
    if (field) field.value = ticket;
    showStatus("failed");
  }
}

/** From now on this tab is another visitor's, to whom earlier entries show nothing. */
function forget() {
  answered = null;
  turn += 1;
  sessionStorage.setItem(COUNT, `${visitor + 1}`);
  find(document, "main").replaceChildren(); // a browser may keep a page as it was left
  history.replaceState(null, "", address);
  location.replace(address);
}

/** Back to the question what the code is to show. */
function chooseAgain() {
  const { ticket } = entry();
  history.pushState({ visitor, ticket }, "", address);
  redeem();
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
  if (target.closest("#change button")) chooseAgain();
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
  if (readFragment()) redeem();
});
addEventListener("popstate", () => {
  if (location.hash) return;
  const { ticket } = entry();
  if (ticket && ticket === answered?.ticket) redeem();
  else location.reload();
});
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload(); // another visitor may have come since
});
readFragment();
redeem();
