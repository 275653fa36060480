/**
 * Makes "Results" go back to where the list was left. The link itself leads to the same search, for
 * a tab of its own and without scripts; but for a page that a CDN has for everybody, where it is
 * made to here.
 */
export function goBackToResults() {
  const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector(".back a"));
  if (!link || !document.referrer) return;
  const from = new URL(document.referrer);
  if (from.origin !== location.origin || from.pathname !== new URL(link.href).pathname) return;
  if (from.search && !link.search) {
    link.href = `${from.href}#m-${location.pathname.split("/").pop()}`;
    link.textContent = link.dataset.results ?? link.textContent;
  }
  if (history.length < 2) return;
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.back();
  });
}
