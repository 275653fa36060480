/* Texts that depend on a number, in the language of the page. */
import { fill } from "./times.js";

const categories = new Intl.PluralRules(document.documentElement.lang || "en");

/** The text for that many; `forms` has one for each of the language's plural categories. */
export const counted = (forms, count, values = {}) =>
  fill(forms[categories.select(count)] ?? forms.other, { ...values, count });
