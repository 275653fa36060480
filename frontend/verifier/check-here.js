/*
 * Checks codes on the check page: loaded beside the lists that a check needs, after the page itself.
 */
export { check } from "./check-code.js";
