/*
 * One attendance is one reference: the forms of one ticket (with the meeting's name, date and time
 * only, the date alone) are one entry of the list, shown and printed once. No page, no storage.
 */

/** @typedef {import("./read-code.js").Code} Code */

/**
 * An entry of the list: the form that was kept last, and the others that are kept beside it.
 * @typedef {Code & {otherForms: Code[]}} Attendance
 */

/**
 * The entries of what is stored, in the order in which they came.
 * @param {Code[]} codes
 * @returns {Attendance[]}
 */
export function attendancesOf(codes) {
  /** @type {Map<string, Code[]>} */
  const forms = new Map();
  for (const code of codes) {
    const others = (forms.get(code.reference) ?? []).filter(({ token }) => token !== code.token);
    forms.set(code.reference, [...others, code]);
  }
  return [...forms.values()].flatMap((some) => {
    const last = some[some.length - 1];
    return last ? [{ ...last, otherForms: some.slice(0, -1) }] : [];
  });
}

/**
 * The tokens of these entries, to be stored.
 * @param {Attendance[]} attendances
 */
export const tokensOf = (attendances) =>
  attendances.flatMap(({ token, otherForms }) => [...otherForms.map((form) => form.token), token]);

/**
 * What these entries are when some codes are added: a form takes the place of the other one.
 * @param {Attendance[]} attendances
 * @param {Code[]} codes
 * @returns {{attendances: Attendance[], fresh: Code[], replaced: Attendance[]}} `fresh`: those of
 * no entry before; `replaced`: the entries as they were before another form took their place
 */
export function withCodes(attendances, codes) {
  const latest = attendancesOf(codes);
  const before = new Map(attendances.map((entry) => [entry.reference, entry]));
  const fresh = latest.filter(({ reference }) => !before.has(reference));
  /** @type {Attendance[]} */
  const replaced = [];
  const after = attendances.map((entry) => {
    const form = latest.find(({ reference }) => reference === entry.reference);
    if (!form || form.token === entry.token) return entry;
    replaced.push(entry);
    return { ...form, otherForms: [] };
  });
  const added = fresh.map((code) => ({ ...code, otherForms: [] }));
  return { attendances: [...after, ...added], fresh, replaced };
}

/**
 * The entry with another of its forms shown, and the form that was shown kept beside it.
 * @param {Attendance} attendance
 * @param {string} token
 * @returns {Attendance}
 */
export function showingForm(attendance, token) {
  const { otherForms, ...shown } = attendance;
  const form = otherForms.find((other) => other.token === token);
  if (!form) return attendance;
  return { ...form, otherForms: [...otherForms.filter((other) => other !== form), shown] };
}
