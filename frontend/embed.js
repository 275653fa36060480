// On a group's own page: <script src="https://…/static/embed.js" data-search="place=Chicago" async>
// puts a frame with those meetings in its place, as high as they are.
(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const service = new URL("..", script.src);
  const frame = document.createElement("iframe");
  frame.src = new URL(`embed?${script.dataset.search || ""}`, service).href;
  frame.title = script.dataset.title || "Meetings";
  frame.referrerPolicy = "no-referrer";
  frame.loading = "lazy";
  frame.style.cssText = "width:100%;height:40rem;border:0";
  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== service.origin || source !== frame.contentWindow) return;
    const height = Number(data && data.waypostHeight);
    if (height > 0 && height < 1e5) frame.style.height = `${Math.ceil(height)}px`;
  });
  script.after(frame);
})();
