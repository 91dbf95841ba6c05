/* What of mentoring is saved on this device: how large it is, since when, and taking it away or saving it again. */

import { installation } from "../offline/device.js";
import { settled } from "../offline/here.js";
import { inBytes } from "../offline/sizes.js";
import { unlocked } from "../offline/unlock.js";
import { clock, word } from "../words.js";
import { bringUpToDate } from "./keep.js";
import { leftOut, remove, saved, takeIn } from "./records.js";

const page = document.querySelector("[data-saved]");
const list = page.querySelector("[data-list]");
const pattern = page.querySelector("template");

async function draw() {
  const found = window.caches ? await saved() : [];
  list.replaceChildren(...found.map(line));
  list.hidden = !found.length;
  page.querySelector("[data-empty]").hidden = found.length > 0;
  page.querySelector("[data-again]").hidden = !leftOut().length;
  const { quota, usage } = (await navigator.storage?.estimate?.()) ?? {};
  const room = page.querySelector("[data-room]");
  if (!quota) return;
  room.dataset.words ??= room.textContent;
  room.textContent = room.dataset.words.replace("{used}", inBytes(usage)).replace("{free}", inBytes(quota - usage));
  room.hidden = false;
}

function line(record) {
  const item = pattern.content.cloneNode(true);
  const link = item.querySelector("a");
  link.href = record.url;
  link.textContent = record.title;
  item.querySelector("[data-facts]").textContent = `${inBytes(record.bytes)} · ${word("saved_at", { time: clock(record.savedAt) })}`;
  const button = item.querySelector("button");
  button.setAttribute("aria-label", `${button.textContent.trim()}: ${record.title}`);
  button.addEventListener("click", async () => {
    await remove(record.id);
    await draw();
    page.querySelector("h1").focus();
  });
  return item;
}

page.querySelector("[data-again]").addEventListener("click", async () => {
  for (const id of leftOut()) takeIn(id);
  await bringUpToDate().catch((error) => console.info("not saved again", error));
  await draw();
});
for (const here of document.querySelectorAll(`[data-installation="${installation()}"]`)) here.hidden = false;
if (document.body.dataset.missing) {
  page.querySelector("[data-missing-page]").hidden = false;
  page.querySelector("[data-retry]").addEventListener("click", () => location.reload());
}
addEventListener("mentoring:kept", draw);
settled.then(() => unlocked).then(draw);
