/* Meetings in a frame on somebody else's page. */
import { pageData } from "../lib/page.js";
import { tellHeight } from "./frame-height.js";
import { sayYourTime } from "./your-time.js";

tellHeight();
sayYourTime(pageData());
