/* The card beside the half-day one holds a meeting over: where it is, and what stands against it, worst first. */

import { word } from "../words.js";
import { element, icon } from "./parts.js";

const SIGNS = { block: "circle-xmark", justify: "edit", warn: "warning" };
const ORDER = ["block", "justify", "warn"];
const GAP = 10;

export const worst = (findings) => ORDER.find((level) => findings.some((one) => one.level === level)) ?? "free";

export function inWords(findings) {
  if (!findings.length) return word("is_free");
  return findings.map((one) => `${word(one.level)}: ${one.sentence}`).join(" ");
}

export class Card {
  constructor(box) {
    this.box = box;
  }

  show(cell, title, findings, isSure) {
    const sorted = [...findings].sort((one, other) => ORDER.indexOf(one.level) - ORDER.indexOf(other.level));
    const lines = sorted.map((one) =>
      element(
        "li",
        { class: `tb-finding tb-finding--${one.level}` },
        icon(SIGNS[one.level]),
        element("span", {}, element("b", { text: `${word(one.level)}: ` }), one.sentence),
      ),
    );
    if (!lines.length) {
      const text = isSure ? word("is_free") : word("looking");
      lines.push(element("li", { class: `tb-finding tb-finding--${isSure ? "free" : "looking"}` }, isSure && icon("check"), element("span", { text })));
    }
    this.box.replaceChildren(element("p", { class: "tb-card__title", text: title }), element("ul", {}, ...lines));
    this.box.dataset.level = isSure || findings.length ? worst(findings) : "looking";
    this.box.hidden = false;
    this.stand(cell);
  }

  /* Below the half-day, or above where there is no room; never over the edge of the window. */
  stand(cell) {
    const [at, own] = [cell.getBoundingClientRect(), this.box.getBoundingClientRect()];
    const left = Math.max(GAP, Math.min(at.left, innerWidth - own.width - GAP));
    const below = at.bottom + GAP;
    const top = below + own.height < innerHeight ? below : Math.max(GAP, at.top - own.height - GAP);
    this.box.style.left = `${left}px`;
    this.box.style.top = `${top}px`;
  }

  hide() {
    this.box.hidden = true;
  }
}
