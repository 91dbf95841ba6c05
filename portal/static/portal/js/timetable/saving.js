/* Sending a move. It is written down on this device first and crossed out when the server has answered, so that neither
   a closed browser nor a lost network takes it away; what was not answered is sent again. */

import { ask, Refused, SignedOut } from "./ask.js";

const AGAIN = [2000, 4000, 8000, 15000];

export class Saving extends EventTarget {
  constructor(settings) {
    super();
    this.settings = settings;
    this.shelf = `coso-board/${settings.user}/${settings.draft.id}`;
    this.tries = 0;
    addEventListener("online", () => this.retry());
  }

  get waiting() {
    return JSON.parse(localStorage.getItem(this.shelf) ?? "[]");
  }

  keep(moves) {
    if (moves.length) localStorage.setItem(this.shelf, JSON.stringify(moves));
    else localStorage.removeItem(this.shelf);
  }

  /* { kind: "saved" | "refused" | "waiting", … }: what became of it. One move of a meeting waits at a time. */
  async send(move) {
    this.keep([...this.waiting.filter((one) => one.row !== move.row), move]);
    return this.post(move);
  }

  async post(move) {
    const { row, place, revision, reasons } = move;
    const values = {
      date: place.date ?? "",
      slot: this.settings.slots[place.slot] ?? "",
      room: place.room ?? "",
      lecturer: place.lecturer ?? "",
      revision,
    };
    for (const [rule, reason] of Object.entries(reasons)) values[`reason_${rule}`] = reason;
    try {
      const answer = await ask(this.settings.place_url.replace("/0/", `/${row}/`), { values });
      this.done(move);
      return { kind: "saved", ...answer };
    } catch (error) {
      if (error instanceof Refused) {
        this.done(move);
        return { kind: "refused", ...error.answer };
      }
      console.warn("a move waits", error);
      this.later();
      return { kind: "waiting", isSignedOut: error instanceof SignedOut };
    }
  }

  done(move) {
    this.tries = 0;
    this.keep(this.waiting.filter((one) => one.row !== move.row));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.retry(), AGAIN[Math.min(this.tries++, AGAIN.length - 1)]);
  }

  /* What waits is sent again in its order; whoever listens hears what became of each. */
  async retry() {
    if (this.busy) return;
    this.busy = true;
    for (const move of this.waiting) {
      const outcome = await this.post(move);
      this.dispatchEvent(new CustomEvent("answered", { detail: { move, outcome } }));
      if (outcome.kind === "waiting") break;
    }
    this.busy = false;
  }
}
