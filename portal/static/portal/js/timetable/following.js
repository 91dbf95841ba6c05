/* Two planners at one board: every few seconds, and whenever one comes back to the window, what others did is fetched. */

import { word } from "../words.js";
import { ask, Refused, SignedOut } from "./ask.js";

const EVERY = 4000;

export class Following {
  constructor({ settings, store, notes, preview, draw, history }) {
    Object.assign(this, { settings, store, notes, preview, draw, history, since: settings.draft.last_edit });
    setInterval(() => document.hidden || this.look(), EVERY);
    addEventListener("focus", () => this.look());
    document.addEventListener("visibilitychange", () => document.hidden || this.look());
  }

  /* What one's own edit says of undo and redo; what others did meanwhile comes by itself. */
  heard(answer) {
    this.preview.forget();
    if (answer.can) this.history.show(answer.can);
  }

  async look() {
    if (this.busy || this.isOver) return;
    this.busy = true;
    try {
      this.take(await ask(`${this.settings.edits_url}?since=${this.since}`));
      this.notes.drop("lost");
    } catch (error) {
      if (error instanceof Refused) this.notes.put(error.message, "warn", { key: "lost" });
      else {
        console.warn("others are not heard", error);
        this.notes.put(word(error instanceof SignedOut ? "signed_out" : "lost"), "warn", { key: "lost" });
      }
    } finally {
      this.busy = false;
    }
  }

  take(answer) {
    if (answer.over) {
      this.isOver = true;
      this.notes.put(answer.over, "warn", { key: "over" });
    }
    if (!answer.edits.length) return;
    this.since = answer.last_edit;
    this.heard(answer);
    const changed = this.store.take(answer.rows, answer.reasons);
    for (const edit of answer.edits.filter((one) => !one.mine).slice(-2)) this.notes.put(edit.sentence, "info");
    if (changed) this.draw();
  }
}
