/* Meetings in a frame on somebody else's page. */
import { pageData } from "../lib/page.js";
import { tellHeight } from "./frame-height.js";
import { showYourTime } from "./your-time.js";

tellHeight();
showYourTime(pageData());
