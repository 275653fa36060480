/* Saving a sitting's list. */
import { download } from "../lib/download.js";
import { byId } from "../lib/page.js";
import { csvOf } from "./csv.js";
import { announce, seconds, text } from "./desk-page.js";
import { cellsOf, COLUMNS, fileNameOf } from "./sitting.js";

/** @param {() => import("./sitting.js").Sitting} sittingNow */
export function offerSaving(sittingNow) {
  byId("save").addEventListener("click", () => {
    const sitting = sittingNow();
    const file = fileNameOf(sitting, seconds());
    const head = COLUMNS.map((name) => text(`csv.${name}`));
    const content = csvOf([head, ...sitting.rows.map((row) => cellsOf(row, sitting))]);
    download(new Blob([content], { type: "text/csv;charset=utf-8" }), file);
    sitting.unsaved = false;
    announce(text("saved", { file }));
  });
}
