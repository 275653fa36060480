/* Practice: with codes that are never proof, in a list of its own. */
import { byId } from "../lib/page.js";
import { announce } from "./desk-page.js";

const samples = /** @type {HTMLTemplateElement[]} */ ([
  ...document.querySelectorAll("template.one-sample"),
]);
let sampleNumber = 0;

const sample = () => /** @type {HTMLTemplateElement} */ (samples[sampleNumber]);

function showSample() {
  byId("sample-qr").replaceChildren(sample().content.cloneNode(true));
  byId("sample-name").textContent = sample().dataset.name ?? "";
}

export function hidePractice() {
  byId("practice").hidden = true;
  byId("more").hidden = false;
}

/**
 * @param {{begin: () => void, end: () => void, take: (code: string) => void}} desk what to do when
 * practice begins, when it ends, and with a code of it
 */
export function offerPractice({ begin, end, take }) {
  byId("practise").addEventListener("click", () => {
    sampleNumber = 0;
    byId("practice").hidden = false;
    byId("more").hidden = true;
    announce("");
    showSample();
    begin();
    byId("practice").scrollIntoView({ block: "start" });
    byId("sample-take").focus({ preventScroll: true });
  });
  byId("sample-next").addEventListener("click", () => {
    sampleNumber = (sampleNumber + 1) % samples.length;
    showSample();
  });
  byId("sample-take").addEventListener("click", () => take(sample().dataset.code ?? ""));
  byId("practice-end").addEventListener("click", () => {
    hidePractice();
    announce("");
    end();
    byId("practise").focus();
  });
}
