/* Practice: with codes that are never proof, in a list of its own. */
import { addressOf, byId } from "../lib/page.js";
import { announce, data, text, withPart } from "./desk-page.js";

/** @type {typeof import("./samples.js") | null} */
let samples = null;
let sampleNumber = 0;

const sample = () => samples?.SAMPLES[sampleNumber] ?? { name: "", code: "" };

/** Shows a sample, and its symbol where the encoder can be had. */
async function showSample() {
  const shown = sample();
  byId("sample-name").textContent = text(`sample.${shown.name}`);
  const place = byId("sample-qr");
  place.replaceChildren();
  const { label = "" } = place.dataset;
  const symbol = await samples?.symbolOf(shown, addressOf(data.symbols ?? ""), label);
  if (symbol && shown === sample()) place.replaceChildren(symbol);
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
  /** @param {typeof import("./samples.js")} module */
  function practise(module) {
    samples = module;
    sampleNumber = 0;
    byId("practice").hidden = false;
    byId("more").hidden = true;
    announce("");
    showSample();
    begin();
    byId("practice").scrollIntoView({ block: "start" });
    byId("sample-take").focus({ preventScroll: true });
  }

  byId("practise").addEventListener("click", () => withPart(data.samples, practise));
  byId("sample-next").addEventListener("click", () => {
    sampleNumber = (sampleNumber + 1) % (samples?.SAMPLES.length ?? 1);
    showSample();
  });
  byId("sample-take").addEventListener("click", () => take(sample().code));
  byId("practice-end").addEventListener("click", () => {
    hidePractice();
    announce("");
    end();
    byId("practise").focus();
  });
}
