/* One's own note: kept on the device while it is written, sent when the hand rests. Two devices: both texts are kept. */

import { drop, keepInstead, mine, sync } from "../offline/outbox.js";
import { clock, word } from "../words.js";

const form = document.querySelector("[data-note]");
const id = Number(form.dataset.note);
const text = form.querySelector("textarea");
const line = form.querySelector("[data-note-state]");
const writer = crypto.randomUUID();
const here = (body) => body.lesson === id;
let base = Number(form.elements.base.value);
let rest;

async function put() {
  for (const one of await mine("lesson_note")) if (one.state === "refused" && here(one.body)) await drop(one.id);
  await keepInstead("lesson_note", here, { lesson: id, text: text.value, base, writer });
  line.textContent = word("kept_here");
  const { state, results } = await sync();
  const answered = results.find((one) => one.kept?.version);
  if (answered) {
    base = answered.kept.version;
    form.querySelector("[data-note-others]").hidden = !answered.kept.others;
  }
  const left = (await mine("lesson_note")).find((one) => here(one.body));
  if (!left) line.textContent = word("saved_at", { time: clock(Date.now()) });
  else if (left.state === "refused") line.textContent = left.sentence;
  else if (state === "signed_out") line.textContent = word("signed_out");
}

function now() {
  clearTimeout(rest);
  if (rest) put();
  rest = undefined;
}

text.addEventListener("input", () => {
  clearTimeout(rest);
  rest = setTimeout(now, 700);
});
text.addEventListener("blur", now);
addEventListener("pagehide", now);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  put();
});

/* What waits on this device is newer than the page. */
form.querySelector("button").hidden = true; // it saves itself
mine("lesson_note").then((all) => {
  const waiting = all.filter((one) => here(one.body)).at(-1);
  if (!waiting || rest) return;
  text.value = waiting.body.text;
  base = waiting.body.base;
  line.textContent = waiting.sentence || word("kept_here");
});
