/**
 * Makes "Results" go back to where the list was left. The link itself leads to the same search, for
 * a tab of its own and without scripts.
 */
export function goBackToResults() {
  const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector(".back a"));
  if (!link || !document.referrer || history.length < 2) return;
  const from = new URL(document.referrer);
  if (from.origin !== location.origin || from.pathname !== new URL(link.href).pathname) return;
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.back();
  });
}
