/* One meeting's page. */
import { pageData } from "../lib/page.js";
import { goBackToResults } from "./back.js";
import { readOffline } from "./offline.js";
import { leadToOwnMaps } from "./own-maps.js";
import { offerSaving } from "./save.js";
import { offerSharing } from "./share.js";
import { showYourTime } from "./your-time.js";

showYourTime(pageData());
goBackToResults();
leadToOwnMaps();
offerSharing();
readOffline(pageData());
offerSaving();
