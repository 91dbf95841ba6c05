/* What stands against a place, asked of the server a moment after one holds a meeting over it; nothing is saved. */

import { ask, Refused } from "./ask.js";

const PAUSE = 90;
const KEPT = 200;

export class Preview {
  constructor(settings) {
    this.settings = settings;
    this.known = new Map();
  }

  /* Answers are good until somebody changes something. */
  forget() {
    this.known.clear();
  }

  address(meeting, place) {
    const query = new URLSearchParams({
      date: place.date ?? "",
      slot: this.settings.slots[place.slot] ?? "",
      room: place.room ?? "",
      lecturer: place.lecturer ?? "",
    });
    return `${this.settings.preview_url.replace("/0/", `/${meeting.id}/`)}?${query}`;
  }

  look(meeting, place) {
    return this.known.get(this.address(meeting, place));
  }

  /* Calls back with the findings unless another place is asked about first. */
  ask(meeting, place, then) {
    this.stop();
    const address = this.address(meeting, place);
    if (this.known.has(address)) {
      then(this.known.get(address));
      return;
    }
    this.waiting = setTimeout(async () => {
      const asking = (this.asking = new AbortController());
      try {
        const { findings } = await ask(address, { signal: asking.signal });
        if (this.known.size >= KEPT) this.known.clear();
        this.known.set(address, findings);
        then(findings);
      } catch (error) {
        if (error.name === "AbortError") return;
        if (error instanceof Refused) then([{ level: "block", sentence: error.message }]);
        else {
          console.warn("no preview", error);
          then(null);
        }
      }
    }, PAUSE);
  }

  stop() {
    clearTimeout(this.waiting);
    this.asking?.abort();
  }
}
