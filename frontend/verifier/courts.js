/* The page for courts, for paper. */
import { byId } from "../lib/page.js";

const open = byId("print", "button");
open.addEventListener("click", () => print());
open.hidden = false;
