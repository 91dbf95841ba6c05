/* The meeting one has chosen, in full, with what can be done with it. */

import { word } from "../words.js";
import { longDay } from "./calendar.js";
import { element, icon } from "./parts.js";

export class Details {
  constructor({ box, root, store, settings, act }) {
    Object.assign(this, { box, root, store, settings, act, id: null });
    root.addEventListener("focusin", (event) => {
      const chip = event.target.closest("button.tb-chip");
      if (chip) this.choose(Number(chip.dataset.id));
    });
  }

  choose(id) {
    this.id = id;
    this.draw();
  }

  draw() {
    for (const chip of this.root.querySelectorAll(".is-chosen")) chip.classList.remove("is-chosen");
    const meeting = this.store.meetings.get(this.id);
    this.box.hidden = !meeting;
    if (!meeting) return;
    for (const chip of this.root.querySelectorAll(`[data-id="${this.id}"]`)) chip.classList.add("is-chosen");
    const { store } = this;
    const pressed = this.box.contains(document.activeElement) && document.activeElement.dataset.act;
    const when = meeting.date ? `${longDay(meeting.date)}, ${word(store.slots[meeting.slot])}` : word("not_placed");
    const place = [meeting.removed ? word("removed") : when, store.room(meeting.room), store.lecturer(meeting.lecturer), word("periods", { count: meeting.periods })];
    const published = store.isMoved(meeting) && this.published(meeting);
    const line = (level, sign) => (text) =>
      element("p", { class: `tb-finding tb-finding--${level}` }, icon(sign), element("span", { text }));
    const words = element(
      "div",
      {},
      element("p", {}, element("b", { text: store.code(meeting) }), ` ${meeting.topic}`),
      element("p", { text: place.join(" · ") }),
      published && element("p", { class: "tb-details__was", text: published }),
      ...store.against(meeting, meeting).map(line("block", "warning")),
      ...(meeting.reasons ?? []).map(line("justify", "edit")),
    );
    this.box.replaceChildren(words, ...(this.settings.may_edit ? [this.actions(meeting)] : []));
    if (pressed) this.box.querySelector(`[data-act="${pressed}"]`)?.focus();
  }

  published({ published }) {
    const { store } = this;
    const when = `${longDay(published.date)}, ${word(store.slots[published.slot])}`;
    const where = [when, store.room(published.room), store.lecturer(published.lecturer)].join(" · ");
    return word("was_published", { place: where });
  }

  actions(meeting) {
    const button = (name, sign, label, act) => {
      const made = element("button", { type: "button", class: "button button-secondary button-small", data: { act: name } }, icon(sign), label);
      made.addEventListener("click", act);
      return made;
    };
    const link = (name, sign, label) => {
      const href = this.settings[`${name}_url`].replace("/0/", `/${meeting.id}/`);
      return element("a", { class: "button button-secondary button-small", href }, icon(sign), label);
    };
    if (meeting.removed) {
      const back = button("remove", "rotate", word("restore"), () => this.act.remove(meeting));
      return element("p", { class: "tb-details__acts" }, back);
    }
    return element(
      "p",
      { class: "tb-details__acts" },
      !meeting.locked && button("move", "grip", word("move"), () => this.act.move(meeting)),
      button("lock", meeting.locked ? "lock-open" : "lock", word(meeting.locked ? "unlock" : "lock"), () => this.act.lock(meeting)),
      !meeting.locked && button("remove", "bin", word("remove"), () => this.act.remove(meeting)),
      !meeting.locked && link("places", "search", word("find_place")),
      link("move", "form", word("as_form")),
    );
  }
}
