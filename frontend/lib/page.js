/* The page that a script belongs to. */

/** Where this service is mounted; scripts lie below its folder static/, bundled or not. */
export const ROOT = new URL(`${import.meta.url.split("/static/")[0]}/`);

/**
 * The element with that id, which the page has; of that tag, where it is named.
 * @template {keyof HTMLElementTagNameMap} [Tag="div"]
 * @param {string} id
 * @param {Tag | ""} [tag]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export const byId = (id, tag = "") => /** @type {any} */ (document.querySelector(`${tag}#${id}`));

/**
 * The first element inside another that the selector finds, which the page has.
 * @template {keyof HTMLElementTagNameMap} [Tag="div"]
 * @param {ParentNode} inside
 * @param {string} selector
 * @param {Tag | ""} [tag]
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export const find = (inside, selector, tag = "") =>
  /** @type {any} */ (inside.querySelector(tag + selector));

/**
 * A new element with a class ("" for none) and what is in it; text is never read as HTML.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} [className]
 * @param {...(Node | string)} parts
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, className = "", ...parts) {
  const created = document.createElement(tag);
  if (className) created.className = className;
  created.append(...parts);
  return created;
}

/**
 * A new button that submits nothing.
 * @param {string} className
 * @param {...(Node | string)} parts
 */
export function button(className, ...parts) {
  const created = element("button", className, ...parts);
  created.type = "button";
  return created;
}

/** The data of the page's script element, on pages that have one with the id "script". */
export const pageData = () => /** @type {Record<string, string>} */ (byId("script").dataset);

/**
 * The whole address of a path that a page names; "" for none.
 * @param {string | undefined} path
 */
export const addressOf = (path) => (path ? new URL(path, document.baseURI).href : "");
