/**
 * Whether a signature of a listed key held; the code may be withdrawn, over or newer all the same.
 * @param {import("./check-code.js").Result} result
 */
export const isConfirmed = ({ outcome, reason }) =>
  !["unreadable", "not_genuine", "unknown_issuer"].includes(outcome) &&
  !(outcome === "could_not_check" && ["keys", "others"].includes(reason ?? ""));
