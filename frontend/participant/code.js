/* The page of a finished code. */
import { startFinishedCode } from "./finished-code.js";

startFinishedCode();
