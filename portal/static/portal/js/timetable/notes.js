/* What the board tells: notes that stay until they are closed, and words for those who listen. */

import { word } from "../words.js";
import { element, icon } from "./parts.js";

const AT_MOST = 3;
const SIGNS = { good: "check", bad: "error", warn: "warning", info: "info-circle" };

export class Notes {
  constructor(box, voice) {
    this.box = box;
    this.voice = voice;
  }

  /* `key`: a note of the same key takes the place of the earlier one. */
  put(text, tone = "info", { key = text, action } = {}) {
    this.drop(key);
    const close = element("button", { type: "button", class: "tb-note__close", "aria-label": word("close") }, icon("cross"));
    const note = element(
      "p",
      { class: `tb-note tb-note--${tone}`, data: { key } },
      icon(SIGNS[tone]),
      element("span", { text }),
      action,
      close,
    );
    close.addEventListener("click", () => note.remove());
    this.box.prepend(note);
    while (this.box.children.length > AT_MOST) this.box.lastElementChild.remove();
  }

  drop(key) {
    for (const note of [...this.box.children]) if (note.dataset.key === key) note.remove();
  }

  say(text) {
    this.voice.textContent = "";
    requestAnimationFrame(() => (this.voice.textContent = text));
  }
}
