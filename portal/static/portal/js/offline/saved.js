/* What is saved on this device, how much room it takes, and taking it away again. */

import { records, remove, supported } from "./copies.js";
import { settled } from "./here.js";
import { inBytes } from "./sizes.js";
import { clock, word } from "../words.js";

const page = document.querySelector("[data-saved]");
const list = page.querySelector("[data-list]");
const pattern = page.querySelector("template");

async function draw() {
  const found = supported ? await records() : [];
  list.replaceChildren(...found.map(line));
  list.hidden = !found.length;
  page.querySelector("[data-empty]").hidden = found.length > 0;
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
    await remove(record.module);
    await draw();
    page.querySelector("h1").focus();
  });
  return item;
}

const { missing } = document.body.dataset;
if (missing) {
  page.querySelector("[data-missing-page]").hidden = false;
  page.querySelector("[data-retry]").addEventListener("click", () => location.reload());
}
settled.then(draw);
