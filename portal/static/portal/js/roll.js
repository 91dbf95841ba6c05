/* The roll of a meeting: one touch changes a name, names are found as one types, the count is kept as one marks.
   Saving goes to the server; without a network it waits in the outbox and goes by itself (offline/start.js).
   Without this script the radio buttons and the save button do all that is needed. */

import { fold } from "./fold.js";
import { keep, mine, sync, whenReached } from "./offline/outbox.js";
import { clock, word } from "./words.js";

const form = document.querySelector("form[data-roll]");
const ORDER = ["present", "unexcused", "excused", "late"]; // the commonest change is one touch away
const PREFIX = "roll-";
const touched = new Map(); // name of the field: the page's clock when it was touched

const lines = () => [...form.querySelectorAll(".roll__line")];
const radios = (line) => [...line.querySelectorAll('input[type="radio"]')];
const chosen = (line) => radios(line).find((radio) => radio.checked);

function count() {
  for (const number of form.querySelectorAll("[data-count]")) {
    number.textContent = form.querySelectorAll(`input[value="${number.dataset.count}"]:checked`).length;
  }
}

/* On a phone each name is one large button that goes round the four states. */
function makeButton(line) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "roll__state";
  button.addEventListener("click", () => {
    const next = ORDER[(ORDER.indexOf(chosen(line)?.value) + 1) % ORDER.length];
    const radio = radios(line).find((one) => one.value === next);
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  });
  line.querySelector(".segments__choices").before(button);
  return button;
}

function show(line) {
  const radio = chosen(line);
  const word = radio?.closest("label").textContent.trim() ?? form.dataset.open;
  const button = line.querySelector(".roll__state");
  button.dataset.state = radio?.value ?? "";
  button.textContent = word;
  button.setAttribute("aria-label", `${line.dataset.person}: ${word}, ${form.dataset.touch}`);
}

function touch(line) {
  const radio = chosen(line);
  if (radio) touched.set(radio.name, performance.now());
  show(line);
}

function markAll(state) {
  for (const line of lines()) {
    const radio = radios(line).find((one) => one.value === state);
    if (radio.checked) continue;
    radio.checked = true;
    touch(line);
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
  count();
}

function find(words) {
  const wanted = fold(words).split(" ").filter(Boolean);
  for (const line of form.querySelectorAll("[data-name]")) {
    line.hidden = !wanted.every((word) => line.dataset.name.includes(word));
  }
}

const ages = () =>
  Object.fromEntries(
    [...touched].map(([name, at]) => [name.slice(PREFIX.length), Math.round(performance.now() - at)]),
  );

/* What this device says: marks touched here, and presets nobody touched. */
function marks() {
  const age = ages();
  const said = {};
  for (const line of lines()) {
    const radio = chosen(line);
    if (!radio) continue;
    const key = radio.name.slice(PREFIX.length);
    const shown = line.querySelector(`input[name="was-${key}"]`).value;
    if (key in age) said[key] = { status: radio.value, age: age[key] };
    else if (shown.startsWith("preset:")) said[key] = { status: radio.value };
  }
  return said;
}

function say(state, text) {
  const line = form.querySelector("[data-save-line]");
  line.dataset.state = state;
  line.textContent = text;
}

async function save() {
  form.elements.ages.value = JSON.stringify(ages());
  let response;
  try {
    const headers = { Accept: "application/json" };
    response = await fetch(location.href, { method: "POST", body: new FormData(form), headers });
  } catch {
    await putBy();
    return;
  }
  if (response.redirected || response.status === 403) {
    await putBy();
    say("refused", word("signed_out"));
  } else if (response.ok) location.reload();
  else if (response.status === 422) say("refused", (await response.json()).error);
  else await putBy();
}

async function putBy() {
  await keep("roll_call", { meeting: Number(form.dataset.roll), marks: marks() });
  say("waiting", form.dataset.saved.replace("{time}", clock(Date.now())));
  sync();
}

async function tellWhatWaits() {
  const waiting = (await mine("roll_call")).filter((one) => String(one.body.meeting) === form.dataset.roll);
  if (!waiting.length) return;
  for (const operation of waiting) for (const [key, mark] of Object.entries(operation.body.marks)) put(key, mark.status);
  const refused = waiting.find((one) => one.state === "refused");
  if (refused) say("refused", refused.sentence);
  else say("waiting", form.dataset.saved.replace("{time}", clock(waiting.at(-1).made_at)));
}

function put(key, status) {
  const radio = form.querySelector(`input[name="${PREFIX}${key}"][value="${status}"]`);
  if (!radio) return;
  radio.checked = true;
  show(radio.closest(".roll__line"));
  count();
}

if (form) {
  const all = form.querySelector("[data-all]");
  const search = form.querySelector("[data-find]");
  for (const line of lines()) {
    makeButton(line);
    show(line);
  }
  form.classList.add("roll--touch");
  all.hidden = search.hidden = false;
  all.addEventListener("click", () => markAll(all.dataset.all));
  search.addEventListener("input", (event) => {
    event.stopPropagation();
    find(search.value);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  form.addEventListener("change", (event) => {
    const line = event.target.closest(".roll__line");
    if (line) touch(line);
    count();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector('[type="submit"]');
    button.disabled = true;
    await save();
    button.disabled = false;
  });
  whenReached(sync);
  addEventListener("outbox:answered", (event) => {
    if (event.detail.some((result) => String(result.kept?.meeting) === form.dataset.roll)) location.reload();
  });
  count();
  tellWhatWaits();
}
