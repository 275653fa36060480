/* The sheet of codes for paper. It is made for the print window, by our button or the browser's. */
import { byId, element, find } from "../lib/page.js";
import { symbolSvg } from "../lib/symbol.js";
import { fill } from "../lib/times.js";

/** @typedef {import("./read-code.js").Code} Code */

/**
 * Two by two, as they stand beside each other on paper; neither is cut from the other by a page.
 * @param {HTMLElement[]} articles
 */
const pairsOf = (articles) =>
  articles.flatMap((article, index) =>
    index % 2 ? [] : [element("div", "pair", ...articles.slice(index, index + 2))],
  );

/**
 * Lets the page be printed as a sheet. Returns a function that prints some codes.
 * @param {import("./code-words.js").Words} words
 * @param {ReturnType<typeof import("./code-words.js").codeWords>} inWords
 * @param {(code: Code) => boolean[][] | null} modulesOf a code's symbol for paper; null where the
 * encoder has not come: a print window does not wait for it
 * @param {() => Code[]} chosenCodes what the browser's own printing prints
 */
export function preparePrinting(words, inWords, modulesOf, chosenCodes) {
  const onScreen = document.title;
  let isPrinting = false;

  /**
   * @param {Code} code
   * @param {boolean[][]} modules
   * @param {number} number
   * @param {number} total
   */
  function articleOf(code, modules, number, total) {
    const template = byId("sheet-code", "template").content.firstElementChild;
    const article = /** @type {HTMLElement} */ (template?.cloneNode(true));
    find(article, ".symbol").append(symbolSvg(modules, inWords.symbolLabel(code), 0));
    find(article, ".number").hidden = total === 1;
    find(article, ".number dd").textContent = fill(words.number, { number, total });
    find(article, ".fact-meeting bdi").textContent = inWords.where(code);
    if (!inWords.hasMeeting(code)) find(article, ".fact-meeting dt").textContent = words.shows;
    find(article, ".fact-reference dd").textContent = code.reference;
    find(article, ".fact-hand-in dd").textContent = inWords.handInBy(code);
    // beside others a line has room for the day, and its time stands among the facts
    const isAlone = total === 1;
    const time = inWords.time(code);
    find(article, ".fact-when").hidden = isAlone || !time;
    find(article, ".fact-when dd").textContent = time && `${time} (${inWords.offset(code)})`;
    const whole = isAlone ? inWords.whenStated(code) : inWords.day(code);
    find(article, ".large-print").textContent = whole;
    return article;
  }

  /** @param {Code[]} codes */
  function fillSheet(codes) {
    const total = codes.length;
    const articles = codes.flatMap((code, index) => {
      const modules = modulesOf(code);
      return modules ? [articleOf(code, modules, index + 1, total)] : [];
    });
    const sheet = byId("sheet");
    sheet.className = total === 1 ? "single" : "many";
    sheet.replaceChildren();
    if (!articles.length) return;
    const head = byId("sheet-head", "template").content.cloneNode(true);
    const foot = byId(total === 1 ? "sheet-foot" : "sheet-foot-more", "template").content;
    sheet.append(head, ...(total === 1 ? articles : pairsOf(articles)), foot.cloneNode(true));
    find(sheet, "b").textContent = total === 1 ? words.sheet : words.sheetMore;
  }

  addEventListener("beforeprint", () => {
    if (!isPrinting) fillSheet(chosenCodes());
    document.title = find(byId("sheet"), "b")?.textContent ?? onScreen;
  });
  addEventListener("afterprint", () => {
    isPrinting = false;
    document.title = onScreen;
  });

  return (/** @type {Code[]} */ codes) => {
    fillSheet(codes);
    isPrinting = true;
    window.print();
  };
}
