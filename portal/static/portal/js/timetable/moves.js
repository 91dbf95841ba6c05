/* What becomes of a move: it is shown at once, and goes back with a sentence when the server says no. */

import { word } from "../words.js";
import { ask, Refused } from "./ask.js";
import { inWords } from "./card.js";
import { describe } from "./chip.js";
import { placeOf } from "./store.js";

export class Moves {
  constructor({ settings, store, saving, reasons, notes, draw, follow, focus }) {
    Object.assign(this, { settings, store, saving, reasons, notes, draw, follow, focus });
    saving.addEventListener("answered", ({ detail: { move, outcome } }) => {
      const meeting = this.store.meetings.get(move.row);
      if (meeting && outcome.kind !== "waiting") this.settle(meeting, move, outcome);
    });
  }

  name = (meeting) => `${this.store.code(meeting)}, ${meeting.topic}`;

  /* What was not sent when the browser was closed or the network lost: shown where it was dropped, and sent. */
  resume() {
    const left = this.saving.waiting.filter((move) => this.store.meetings.has(move.row));
    if (!left.length) return;
    for (const move of left) this.show(this.store.meetings.get(move.row), move.place);
    this.notes.put(word("sending_left", { count: left.length }), "info", { key: "waiting" });
    this.saving.retry();
  }

  show(meeting, place) {
    meeting.before ??= placeOf(meeting);
    this.store.change(meeting, { ...place, isPending: true });
  }

  async place(meeting, place, revision, reasons = {}) {
    const move = { row: meeting.id, place, revision, reasons, at: Date.now() };
    this.show(meeting, place);
    this.draw();
    const asked = performance.now();
    const outcome = await this.saving.send(move);
    document.querySelector("[data-board]").dataset.answered = Math.round(performance.now() - asked);
    if (outcome.kind === "waiting") {
      const words = outcome.isSignedOut ? word("signed_out_board") : word("waiting_board");
      this.notes.put(words, "warn", { key: "waiting" });
    } else this.settle(meeting, move, outcome);
  }

  settle(meeting, move, outcome) {
    if (outcome.kind === "saved") {
      delete meeting.before;
      this.store.change(meeting, { isPending: false });
      this.store.take(outcome.rows, outcome.reasons);
      this.notes.drop("waiting");
      this.notes.say(word("placed", { meeting: describe(meeting, this.store) }));
      this.follow.heard(outcome);
    } else this.putBack(meeting, move, outcome);
    this.draw();
  }

  putBack(meeting, move, outcome) {
    this.store.change(meeting, { ...meeting.before, isPending: false });
    delete meeting.before;
    if (outcome.rows) this.store.take(outcome.rows);
    if (outcome.reason_needed) this.askWhy(meeting, move, outcome.findings);
    else if (outcome.stale) {
      this.notes.put(outcome.sentence, "warn", { key: `stale-${meeting.id}` });
      this.follow.look();
    } else this.notes.put(`${this.name(meeting)}: ${outcome.sentence}`, "bad", { key: "refused" });
  }

  async askWhy(meeting, move, findings) {
    const reasons = await this.reasons.ask(this.name(meeting), findings);
    if (reasons) this.place(meeting, move.place, move.revision, { ...move.reasons, ...reasons });
    else this.notes.say(word("given_up"));
    this.focus.restore({ id: String(meeting.id) });
  }

  refuse(meeting, findings) {
    const forbidden = findings.filter((one) => one.level === "block");
    this.notes.put(`${this.name(meeting)}: ${inWords(forbidden)}`, "bad", { key: "refused" });
  }

  /* Locking, undoing, redoing: asked of the server first, for nothing is dragged. */
  async act(address, values = {}) {
    try {
      const answer = await ask(address, { values });
      this.store.take(answer.rows, answer.reasons);
      if (answer.sentence) this.notes.put(answer.sentence, "good", { key: "done" });
      this.follow.heard(answer);
      this.draw();
    } catch (error) {
      if (!(error instanceof Refused)) {
        console.warn("not done", error);
        this.notes.put(word("not_done"), "warn", { key: "not_done" });
        return;
      }
      if (error.answer.rows) this.store.take(error.answer.rows);
      this.notes.put(error.answer.sentence, "bad", { key: "refused" });
      this.draw();
    }
  }

  lock = (meeting) => this.toggle("lock", meeting, meeting.locked);
  remove = (meeting) => this.toggle("remove", meeting, meeting.removed);

  toggle(name, meeting, isOn) {
    const address = this.settings[`${name}_url`].replace("/0/", `/${meeting.id}/`);
    return this.act(address, { revision: meeting.revision, on: isOn ? "" : "1" });
  }
}
