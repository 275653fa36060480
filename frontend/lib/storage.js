/* localStorage as JSON, which a browser may refuse, fill up or clear. */

/**
 * What is stored under that key; null where there is nothing, it is not ours, or it is refused.
 * @param {string} key
 * @returns {any}
 */
export function load(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * Stores a value, null for none; returns whether the browser let us.
 * @param {string} key
 * @param {unknown} value
 */
export function store(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/**
 * Calls back when another tab changes what is stored under that key.
 * @param {string} key
 * @param {() => void} changed
 */
export function onChange(key, changed) {
  addEventListener("storage", (event) => {
    if (event.key === key || event.key === null) changed();
  });
}
