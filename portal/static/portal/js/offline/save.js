/* "Save this module": its size before, how far it has come, and what to do with what is saved. */

import { chosen, manifestOf, recordOf, remove, save, supported, weight } from "./copies.js";
import { settled } from "./here.js";
import { inBytes } from "./sizes.js";
import { clock } from "../words.js";

const box = document.querySelector("[data-save-module]");
const part = (name) => box.querySelector(`[data-${name}]`);
const { manifest: address, module } = box.dataset;
let manifest;
let stop;

function show(state) {
  box.dataset.state = state;
  for (const one of box.querySelectorAll("[data-when]")) one.hidden = !one.dataset.when.split(" ").includes(state);
}

function say(name, values) {
  const line = part(name);
  line.dataset.words ??= line.textContent;
  line.textContent = line.dataset.words.replace(/\{(\w+)\}/g, (_whole, key) => values[key]);
}

async function look() {
  const record = await recordOf(module);
  if (record) {
    say("kept", { size: inBytes(record.bytes), time: clock(record.savedAt) });
    part("with-media").checked = record.media;
  }
  try {
    manifest = await manifestOf(address);
  } catch {
    manifest = undefined; // no network: what is saved can still be removed
  }
  if (manifest === null) return show("none");
  if (manifest) {
    part("media-choice").hidden = !manifest.bytes_media;
    say("media-size", { size: inBytes(manifest.bytes_media) });
    tellSize();
  }
  if (!record) return show(manifest ? "ready" : "away");
  return show(manifest && manifest.version !== record.version ? "changed" : "saved");
}

const wanted = () => ({ media: part("with-media").checked });

function tellSize() {
  if (manifest) say("size", { size: inBytes(weight(chosen(manifest, wanted()))) });
}

/* What has to be begun while there is a network, self-tests above all, is begun now and saved with the rest. */
async function madeReady() {
  const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers"));
  const answer = await fetch(box.dataset.ready, { method: "POST", headers: { "X-CSRFToken": token } });
  return answer.ok && !answer.redirected ? manifestOf(address) : undefined;
}

async function start() {
  const whole = weight(chosen(manifest, wanted()));
  const bar = part("bar");
  stop = new AbortController();
  bar.max = whole;
  bar.value = 0;
  show("saving");
  const told = (bytes) => {
    bar.value = bytes;
    say("come", { come: inBytes(Math.min(bytes, whole)), whole: inBytes(whole) });
  };
  told(0);
  navigator.storage?.persist?.();
  try {
    manifest = (await madeReady()) ?? manifest;
    await save(manifest, { ...wanted(), told, signal: stop.signal });
    await look();
    part("again").focus();
  } catch (error) {
    if (error.name === "QuotaExceededError") show("full");
    else if (error.name === "AbortError") await look();
    else show("failed");
  }
}

if (supported) {
  box.hidden = false;
  for (const button of box.querySelectorAll("[data-save]")) button.addEventListener("click", start);
  part("with-media").addEventListener("change", tellSize);
  part("stop").addEventListener("click", () => stop.abort());
  part("remove").addEventListener("click", async () => {
    await remove(module);
    await look();
    part("save").focus();
  });
  settled.then(look);
}
