/* Practice: with codes that are never proof, in a list of its own. */
import { addressOf, byId } from "../lib/page.js";
import { symbolSvg } from "../lib/symbol.js";
import { announce, data } from "./desk-page.js";

const samples = /** @type {HTMLTemplateElement[]} */ ([
  ...document.querySelectorAll("template.one-sample"),
]);
let sampleNumber = 0;

const sample = () => /** @type {HTMLTemplateElement} */ (samples[sampleNumber]);

/** Shows a sample, and its symbol where the encoder can be had. */
async function showSample() {
  const shown = sample();
  const { name = "", code = "" } = shown.dataset;
  byId("sample-name").textContent = name;
  const place = byId("sample-qr");
  place.replaceChildren();
  const encoder = await import(addressOf(data.symbols ?? "")).catch(() => null);
  if (!encoder || shown !== sample()) return;
  const start = code.indexOf("#") + 1;
  const modules = encoder.symbol(code.slice(0, start), code.slice(start), "M");
  place.replaceChildren(symbolSvg(modules, place.dataset.label ?? ""));
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
