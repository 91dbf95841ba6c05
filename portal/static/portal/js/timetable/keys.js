/* Moving by keys: M takes the meeting up, arrows choose, Enter drops, Escape gives up. What is chosen has the focus. */

import { word } from "../words.js";
import { element } from "./parts.js";

export class Keys {
  constructor({ root, table, store, carry, looking, focus }) {
    Object.assign(this, { root, table, store, carry, looking, focus });
    document.addEventListener("keydown", (event) => this.pressed(event), true);
  }

  pressed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (this.target) {
      if (event.target === this.target || event.key === "Escape") this.carrying(event);
      return;
    }
    const chip = event.target.closest?.("button.tb-chip");
    if (chip && event.key.toLowerCase() === "m") {
      event.preventDefault();
      this.take(this.store.meetings.get(Number(chip.dataset.id)), chip.closest(".tb-half"));
    }
  }

  /* Begin where the meeting stands; one not placed yet begins at the first half-day shown. */
  take(meeting, half) {
    if (this.looking.zoom === "year") this.looking.go({ zoom: "week" });
    if (!this.carry.begin(meeting)) return;
    this.id = meeting.id;
    this.table.setAttribute("role", "application");
    this.table.setAttribute("aria-label", word("moving", { class: this.store.code(meeting) }));
    this.stand(half ?? this.ownHalf(meeting) ?? this.table.querySelector(".tb-half"));
  }

  ownHalf(meeting) {
    const keys = this.store.rowKeys(meeting, this.looking.rows);
    return keys.map((key) => this.table.querySelector(`.tb-half[data-row="${key}"]`)).find(Boolean);
  }

  stand(half) {
    if (!half) return;
    this.target?.remove();
    this.at = { ...half.dataset };
    const place = this.carry.placeAt(half);
    const label = place ? this.carry.titleOf(place) : word("not_here");
    this.target = element("button", { type: "button", class: "tb-target", "aria-label": `${word("drop_here")}: ${label}` });
    this.target.textContent = word("drop_here");
    half.append(this.target);
    this.target.focus({ preventScroll: true });
    half.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.carry.over(half);
  }

  carrying(event) {
    const keys = {
      ArrowLeft: () => this.go(-1, 0),
      ArrowRight: () => this.go(1, 0),
      ArrowUp: () => this.go(0, -1),
      ArrowDown: () => this.go(0, 1),
      PageUp: () => this.looking.step(-1),
      PageDown: () => this.looking.step(1),
      Enter: () => this.end(() => this.carry.drop()),
      " ": () => this.end(() => this.carry.drop()),
      Escape: () => this.end(() => this.carry.giveUp()),
      Tab: () => {}, // the meeting is in the hand until it is dropped or given up
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /* Left and right: days; up and down: half-days, then the next row. */
  go(days, down) {
    const half = this.target.closest(".tb-half");
    const cell = half.parentElement;
    const row = cell.parentElement;
    if (days) {
      const next = days < 0 ? cell.previousElementSibling : cell.nextElementSibling;
      if (next?.matches("td")) this.stand(next.children[Number(half.dataset.slot)]);
      else this.turn(days);
      return;
    }
    const beside = down < 0 ? half.previousElementSibling : half.nextElementSibling;
    if (beside?.matches(".tb-half")) {
      this.stand(beside);
      return;
    }
    const other = down < 0 ? row.previousElementSibling : row.nextElementSibling;
    const column = [...row.children].indexOf(cell);
    const halves = other?.children[column]?.querySelectorAll?.(".tb-half");
    if (halves?.length) this.stand(down < 0 ? halves[halves.length - 1] : halves[0]);
  }

  /* Over the edge lies the week after, or the week before. */
  turn(days) {
    this.edge = days;
    this.looking.step(days);
  }

  /* Dropped by a click or a touch on a half-day. */
  letGo(half) {
    this.end(() => {
      this.carry.over(half);
      this.carry.drop();
    });
  }

  end(act) {
    this.target?.remove();
    this.target = this.at = null;
    this.table.removeAttribute("role");
    this.table.removeAttribute("aria-label");
    act();
    this.focus.restore({ id: String(this.id) });
  }

  /* The board was drawn anew: the same row and half-day of the days shown now. */
  redrawn() {
    if (!this.target) return;
    this.target = null;
    if (!this.carry.isOn) return;
    const row = this.table.querySelector(`tr[data-row="${this.at.row}"]`) ?? this.table.querySelector("tbody tr");
    const halves = [...(row?.querySelectorAll(`.tb-half[data-slot="${this.at.slot}"]`) ?? [])];
    const same = halves.find((half) => half.dataset.day === this.at.day);
    const edge = this.edge > 0 ? halves[0] : this.edge < 0 ? halves.at(-1) : null;
    this.edge = 0;
    this.stand(edge ?? same ?? halves[0]);
  }
}
