/* Files that a page hands to the visitor. */
import { element } from "./page.js";

const REVOKE_AFTER_MS = 60_000; // some browsers read it only after asking where to

/**
 * Saves the content as a file of that name.
 * @param {Blob} content
 * @param {string} name
 */
export function download(content, name) {
  const link = element("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_AFTER_MS);
}
