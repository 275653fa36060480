/* Copying, by a tap. */

/** Whether this browser has a clipboard to copy to. */
export const canCopy = () => Boolean(navigator.clipboard) && window.isSecureContext;

/**
 * Copies a text; resolves to whether the browser let us.
 * @param {string} text
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Copies what a field holds, and selects it, to be copied by hand where the browser refuses.
 * @param {HTMLInputElement} field
 */
export function copyField(field) {
  field.select();
  return copyText(field.value);
}
