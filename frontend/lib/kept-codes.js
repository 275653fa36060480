/*
 * The codes that this device keeps: a list of tokens in localStorage and nothing else. They are
 * sent nowhere, and a browser may clear them at any time.
 */

const KEY = new URL("../mine", import.meta.url).pathname;

/** The tokens kept here, in the order in which they came; none where storage is refused. */
export function kept() {
  try {
    const list = JSON.parse(localStorage.getItem(KEY));
    return Array.isArray(list) ? list.filter((token) => typeof token === "string") : [];
  } catch {
    // refused, or not ours: nothing is kept here
    return [];
  }
}

/** Keeps these tokens and no others; whether the browser let us. */
export function store(tokens) {
  try {
    if (tokens.length) localStorage.setItem(KEY, JSON.stringify(tokens));
    else localStorage.removeItem(KEY);
    return true;
  } catch {
    // refused or full: whoever asked says so
    return false;
  }
}

/** Keeps one more; whether it is kept now. `token` is a code or its link. */
export function keep(token) {
  const code = token.split("#").pop().trim().toUpperCase();
  const codes = kept();
  return codes.includes(code) || store([...codes, code]);
}

/** Calls back when another tab changes what is kept. */
export function onChange(changed) {
  addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) changed();
  });
}

/**
 * Puts "Keep on this phone" into `place`, an empty element with the words in data-keep, data-kept,
 * data-failed and data-list, and the list's address in data-mine. "" for `token` takes it away.
 */
export function offer(place, token) {
  place.hidden = !token;
  place.replaceChildren();
  if (!token) return;
  const { keep: label, kept: done, failed, list, mine } = place.dataset;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  const says = document.createElement("span");
  says.setAttribute("role", "status");
  const link = document.createElement("a");
  link.href = mine;
  link.textContent = list;
  link.hidden = !kept().length;
  button.addEventListener("click", () => {
    const isKept = keep(token);
    says.textContent = isKept ? done : failed;
    link.hidden = !isKept;
    if (!isKept) return;
    link.focus();
    button.hidden = true;
  });
  place.append(button, says, link);
}
