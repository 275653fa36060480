// In the frame: tells the page around it how high this is, and nothing else.
(() => {
  if (parent === window) return;
  const tell = () => {
    parent.postMessage({ waypostHeight: document.body.offsetHeight }, "*");
  };
  new ResizeObserver(tell).observe(document.body);
  tell();
})();
