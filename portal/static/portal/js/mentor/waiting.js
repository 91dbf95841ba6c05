/* What of mentoring waits on this device, or came back refused; on every page of the workspace. */

import { settled } from "../offline/here.js";
import { drop, mine, SEALED } from "../offline/outbox.js";
import { unlocked } from "../offline/unlock.js";
import { clock } from "../words.js";

const DIARY = "diary_entry"; // a page is never handed in: saved, it is done
const box = document.querySelector("[data-waiting]");
const pattern = box?.querySelector("template");

async function draw() {
  const all = (await mine()).filter((one) => SEALED.test(one.kind) && (one.body.action !== "save" || one.kind === DIARY));
  const told = all.sort((one, other) => one.made_at.localeCompare(other.made_at));
  box.querySelector("ul").replaceChildren(...told.map(line));
  box.hidden = !told.length;
}

function line(one) {
  const item = pattern.content.cloneNode(true);
  const name = one.kind.replace("mentoring_", "");
  item.querySelector("[data-what]").textContent = pattern.dataset[`${name}_${one.body.action}`] ?? pattern.dataset[name] ?? "";
  item.querySelector("[data-facts]").textContent = one.sentence || clock(one.made_at);
  const refused = one.state === "refused";
  item.querySelector("[data-refused]").hidden = !refused;
  item.querySelector("[data-sends]").hidden = refused;
  item.querySelector("button").addEventListener("click", async () => {
    await drop(one.id);
    await draw();
  });
  return item;
}

if (box && window.indexedDB) {
  for (const name of ["outbox:answered", "mentoring:waits"]) addEventListener(name, draw);
  settled.then(() => unlocked).then(draw);
}
