// A participant's finished code: offered to be kept on the phone that redeemed it.
import { offer } from "./keep.js";

offer(document.getElementById("keep"), document.getElementById("url").value);
