/* The pages that a facilitator's phone keeps. */
import { registerWorker, tellWorker } from "../lib/offline.js";
import { ROOT } from "../lib/page.js";

const SCOPE = new URL("facilitate", ROOT).href;
const WORKER = new URL("facilitate-worker.js", ROOT).href;

/** Lets the pages be opened without a signal. */
export const keepPages = () => registerWorker(WORKER, { scope: SCOPE });

/** Takes the kept pages off this phone; resolves when they are gone, or it takes too long. */
export const forgetPages = () => tellWorker(SCOPE, "sign-out");
