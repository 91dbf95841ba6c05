/* A meeting in the hand, by mouse, finger or key: over which half-day it is held, what stands against it there, dropped
   or given up. Nothing is saved before it is dropped. */

import { word } from "../words.js";
import { inWords, worst } from "./card.js";
import { longDay } from "./calendar.js";
import { placeOf, samePlace } from "./store.js";

export class Carry {
  constructor({ root, table, store, looking, preview, card, moves, notes }) {
    Object.assign(this, { root, table, store, looking, preview, card, moves, notes, meeting: null, cell: null });
  }

  get isOn() {
    return this.meeting !== null;
  }

  begin(meeting) {
    if (meeting.locked) {
      this.notes.put(word("is_locked", { class: this.store.code(meeting) }), "warn", { key: "locked" });
      return false;
    }
    if (meeting.removed) {
      this.notes.put(word("is_removed", { class: this.store.code(meeting) }), "warn", { key: "locked" });
      return false;
    }
    if (this.isOn) this.end();
    this.meeting = meeting;
    this.revision = meeting.revision; // as it was read: whoever changes it meanwhile is not overwritten
    this.root.classList.add("is-carrying");
    this.mark();
    return true;
  }

  /* Shows on every half-day in sight whether something known here stands against it. */
  mark() {
    for (const half of this.table.querySelectorAll(".tb-half")) {
      const place = this.placeAt(half);
      half.classList.toggle("is-barred", !place || this.store.against(this.meeting, place).length > 0);
    }
    for (const chip of this.root.querySelectorAll(`[data-id="${this.meeting.id}"]`)) chip.classList.add("is-lifted");
  }

  /* Where the meeting would be: the row gives the room or the lecturer; a class or unit must be its own. */
  placeAt(half) {
    const place = { ...placeOf(this.meeting), date: half.dataset.day, slot: Number(half.dataset.slot) };
    const row = Number(half.dataset.row);
    const { rows } = this.looking;
    if (rows === "room" || rows === "lecturer") return { ...place, [rows]: row || null };
    return this.store.rowKeys(this.meeting, rows).includes(row) ? place : null;
  }

  titleOf(place) {
    const { store } = this;
    return [longDay(place.date), word(store.slots[place.slot]), store.room(place.room), store.lecturer(place.lecturer)].join(" · ");
  }

  over(half) {
    if (half === this.cell) return;
    this.leave();
    this.cell = half;
    if (!half) return;
    half.classList.add("is-target");
    const place = this.placeAt(half);
    this.place = place;
    if (!place) {
      const finding = { level: "block", sentence: word("no_such_row") };
      this.show(half, word("not_here"), [finding], true);
      return;
    }
    if (samePlace(place, this.meeting)) {
      const known = this.store.against(this.meeting, place).map((sentence) => ({ level: "block", sentence }));
      this.show(half, word("here_now"), known, true);
      return;
    }
    const title = this.titleOf(place);
    const guessed = this.store.against(this.meeting, place).map((sentence) => ({ level: "block", sentence }));
    const known = this.preview.look(this.meeting, place);
    this.show(half, title, known ?? guessed, Boolean(known));
    this.preview.ask(this.meeting, place, (findings) => {
      if (this.cell !== half) return;
      if (findings === null) this.notes.put(word("no_answer"), "warn", { key: "no_answer" });
      else {
        this.show(half, title, findings, true);
        this.notes.say(inWords(findings));
      }
    });
  }

  show(half, title, findings, isSure) {
    half.dataset.level = isSure || findings.length ? worst(findings) : "looking";
    this.card.show(half, title, findings, isSure);
  }

  leave() {
    this.preview.stop();
    this.card.hide();
    if (!this.cell) return;
    this.cell.classList.remove("is-target");
    delete this.cell.dataset.level;
    this.cell = null;
  }

  /* Let go of it here; what the server knows to be forbidden is not even sent. */
  drop() {
    const { meeting, revision, place, cell } = this;
    const findings = place && this.preview.look(meeting, place);
    this.end();
    if (!cell) return;
    if (!place) this.notes.put(word("no_such_row"), "bad", { key: "refused" });
    else if (samePlace(place, meeting)) return;
    else if (findings && worst(findings) === "block") this.moves.refuse(meeting, findings);
    else this.moves.place(meeting, place, revision);
  }

  takeOff() {
    const { meeting, revision } = this;
    this.end();
    if (meeting.date) this.moves.place(meeting, { ...placeOf(meeting), date: null, slot: null }, revision);
  }

  giveUp() {
    this.end();
    this.notes.say(word("given_up"));
  }

  end() {
    this.leave();
    this.meeting = null;
    this.root.classList.remove("is-carrying");
    for (const half of this.table.querySelectorAll(".is-barred")) half.classList.remove("is-barred");
    for (const chip of this.root.querySelectorAll(".is-lifted")) chip.classList.remove("is-lifted");
  }

  /* The board was drawn anew under the hand. */
  redrawn() {
    if (!this.isOn) return;
    this.cell = null;
    this.card.hide();
    this.mark();
  }
}
