/* One meeting's page. */
import { pageData } from "../lib/page.js";
import { goBackToResults } from "./back.js";
import { readOffline } from "./offline.js";
import { offerSaving } from "./save.js";
import { offerSharing } from "./share.js";
import { showYourTime } from "./your-time.js";

showYourTime(pageData());
goBackToResults();
offerSharing();
readOffline(pageData());
offerSaving();
