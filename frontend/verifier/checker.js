import { canCheck } from "./web-crypto.js";

/**
 * How to check on this device: by the browser itself (no verify), else with the bundled library.
 * Resolves to null for neither.
 * @param {string} library the library's address, or ""
 * @returns {Promise<{verify?: import("./check-code.js").Verify} | null>}
 */
export async function findChecker(library) {
  if (await canCheck()) return {};
  if (!library) return null;
  try {
    return await import(library);
  } catch {
    return null;
  }
}
