/* Everything by which a draft is worked on, put together. Those who may only look hear what others do, and no more. */

import { Card } from "./card.js";
import { Carry } from "./carry.js";
import { Drag } from "./drag.js";
import { Following } from "./following.js";
import { History } from "./history.js";
import { Keys } from "./keys.js";
import { Moves } from "./moves.js";
import { Preview } from "./preview.js";
import { Reasons } from "./reasons.js";
import { Saving } from "./saving.js";

const NOTHING = { show() {}, forget() {} };

/* Returns what is to be done whenever the board was drawn anew. */
export function work({ root, part, settings, store, looking, table, focus, notes, draw, act }) {
  if (!settings.may_edit) {
    new Following({ settings, store, notes, preview: NOTHING, history: NOTHING, draw });
    return [];
  }
  const preview = new Preview(settings);
  const history = new History({ root, settings });
  const follow = new Following({ settings, store, notes, preview, history, draw });
  const saving = new Saving(settings);
  const reasons = new Reasons(part("reason-dialog"));
  const moves = new Moves({ settings, store, saving, reasons, notes, draw, follow, focus });
  history.moves = moves;
  const carry = new Carry({ root, table, store, looking, preview, card: new Card(part("card")), moves, notes });
  const keys = new Keys({ root, table, store, carry, looking, focus });
  new Drag({ root, scroll: part("scroll"), store, carry, looking, letGo: (half) => keys.letGo(half) });
  root.addEventListener("keydown", (event) => {
    const chip = event.target.closest("button.tb-chip");
    if (chip && event.key.toLowerCase() === "l" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      moves.lock(store.meetings.get(Number(chip.dataset.id)));
    }
  });
  Object.assign(act, {
    move: (meeting) => keys.take(meeting, table.querySelector(`[data-id="${meeting.id}"]`)?.closest(".tb-half")),
    lock: moves.lock,
    remove: moves.remove,
  });
  moves.resume();
  return [() => carry.redrawn(), () => keys.redrawn()];
}
