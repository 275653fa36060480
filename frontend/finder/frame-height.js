/** Tells the page around a frame how high this is, and nothing else. */
export function tellHeight() {
  if (parent === window) return;
  const tell = () => parent.postMessage({ waypostHeight: document.body.offsetHeight }, "*");
  new ResizeObserver(tell).observe(document.body);
  tell();
}
