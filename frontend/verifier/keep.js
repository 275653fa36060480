/* Offers to keep a code that was checked. Loaded when one is genuine. */
export { offerToKeep } from "../lib/keep-button.js";
