/* Texts that depend on a number. */
import { fill } from "./times.js";

/**
 * The text for that many; `forms` has one for each of the language's plural categories.
 * @param {Record<string, string>} forms
 * @param {number} count
 * @param {Record<string, string | number>} [values]
 * @param {string} [language] the page's, unless given
 */
export function plural(forms, count, values = {}, language = document.documentElement.lang) {
  const category = new Intl.PluralRules(language || "en").select(count);
  return fill(forms[category] ?? forms.other ?? "", { ...values, count });
}
