/* On every page: whose copies this device may show, and, on a copy, when it was made. */

import { ownedBy } from "./owner.js";
import { clock, word } from "../words.js";

const { user = "", savedAt } = document.body.dataset;

/* Settled before anything is put by for this person. */
export const settled = window.caches ? ownedBy(user).catch(() => undefined) : Promise.resolve();

if (savedAt) {
  const line = document.createElement("p");
  line.className = "saved-line";
  line.setAttribute("role", "status");
  line.textContent = word("saved_copy", { time: clock(savedAt) });
  document.getElementById("main")?.prepend(line);
}
