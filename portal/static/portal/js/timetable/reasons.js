/* The dialog that asks why a meeting must stand where a rule asks for a reason: one field for each rule. */

import { element } from "./parts.js";
import { word } from "../words.js";

export class Reasons {
  constructor(dialog) {
    this.dialog = dialog;
    this.list = dialog.querySelector("[data-reasons]");
    dialog.querySelector("[data-give-up]").addEventListener("click", () => dialog.close("no"));
  }

  /* Resolves with { rule: reason }, or null when the person would rather not. */
  ask(name, findings) {
    this.dialog.querySelector("[data-about]").textContent = name;
    this.list.replaceChildren(
      ...findings.map(({ rule, sentence }) => {
        const id = `reason-${rule}`;
        return element(
          "div",
          { class: "tb-reason" },
          element("p", { class: "tb-reason__why", id: `${id}-why`, text: sentence }),
          element("label", { for: id, text: word("reason") }),
          element("textarea", { id, name: rule, rows: 2, maxlength: 500, required: true, "aria-describedby": `${id}-why` }),
        );
      }),
    );
    this.dialog.returnValue = "no";
    this.dialog.showModal();
    this.list.querySelector("textarea").focus();
    return new Promise((resolve) => {
      this.dialog.addEventListener(
        "close",
        () => {
          const fields = [...this.list.querySelectorAll("textarea")];
          const given = Object.fromEntries(fields.map((field) => [field.name, field.value.trim()]));
          resolve(this.dialog.returnValue === "yes" ? given : null);
        },
        { once: true },
      );
    });
  }
}
