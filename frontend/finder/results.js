/* The finder, before a search and after it. */
import { pageData } from "../lib/page.js";
import { offerNearMe, tidyForms } from "./near-me.js";
import { offerMap } from "./offer-map.js";
import { readOffline } from "./offline.js";
import { sendTimeZone } from "./time-zone.js";
import { showYourTime } from "./your-time.js";

offerNearMe();
tidyForms();
sendTimeZone();
readOffline(pageData()); // before other times are put into the lines
showYourTime(pageData());
offerMap();
