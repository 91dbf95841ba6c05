/* The meetings that have no half-day yet, at the foot of the board: from here they are taken up, here they are put back. */

import { word } from "../words.js";
import { chip } from "./chip.js";

const AT_ONCE = 60;

export class Tray {
  constructor(box, store, looking) {
    Object.assign(this, { box, store, looking, list: box.querySelector("[data-list]") });
  }

  draw() {
    const { store, looking } = this;
    const asked = looking.only === "clashes" ? () => true : (one) => one.removed || looking.wants(one, store);
    const [unplaced, removed] = [store.unplaced, store.removed];
    const inOrder = (one, other) =>
      one.removed - other.removed || store.code(one).localeCompare(store.code(other)) || one.id - other.id;
    const found = [...unplaced, ...removed].filter(asked).sort(inOrder);
    const counts = [word("count_unplaced", { count: unplaced.length })];
    if (removed.length) counts.push(word("count_aside", { count: removed.length }));
    this.box.querySelector("[data-count]").textContent = counts.join(" · ");
    this.box.querySelector("[data-more]").textContent =
      found.length > AT_ONCE ? word("more", { count: found.length - AT_ONCE }) : "";
    this.box.toggleAttribute("data-empty", !(unplaced.length + removed.length));
    this.list.replaceChildren(
      ...found.slice(0, AT_ONCE).map((meeting) => {
        const line = document.createElement("li");
        const made = chip(meeting, store, { zoom: "week", rows: "", year: looking.year });
        made.tabIndex = 0;
        line.append(made);
        return line;
      }),
    );
  }
}
