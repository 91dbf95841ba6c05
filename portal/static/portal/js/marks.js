/* The mark sheet under the fingers: Enter and the arrows move, a block pasted from a spreadsheet falls into the same
   rows and columns, a mark outside the scale is shown at once. What is typed is kept on this device until the server has
   it (drafts.js). The server looks at everything again. */

import { draftId, dropDraft, keepDraft, readDraft } from "./drafts.js";

const form = document.querySelector("form[data-marks]");
const MARK = /^\d{1,2}([.,]\d)?$/;
const KEEP_AFTER = 300;

const fields = () => [...form.querySelectorAll(".marks__field")];
const cellOf = (field) => field.closest("td");
const fieldIn = (cell) => cell?.querySelector(".marks__field") ?? null;

/* The next field up or down in the same column; rows whose mark already stands are passed over. */
function neighbour(field, step) {
  const column = cellOf(field).cellIndex;
  let row = field.closest("tr");
  do {
    row = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  } while (row && !fieldIn(row.cells[column]));
  return row && fieldIn(row.cells[column]);
}

function beside(field, step) {
  const inRow = [...field.closest("tr").querySelectorAll(".marks__field")];
  return inRow[inRow.indexOf(field) + step] ?? null;
}

function go(target, event) {
  if (!target) return;
  event.preventDefault();
  target.focus();
  target.select();
}

function onKey(event) {
  const field = event.target;
  if (!field.matches(".marks__field")) return;
  const atStart = field.selectionStart === 0;
  const atEnd = field.selectionEnd === field.value.length;
  if (event.key === "Enter") {
    event.preventDefault();
    go(neighbour(field, event.shiftKey ? -1 : 1), event);
  } else if (event.key === "ArrowDown") go(neighbour(field, 1), event);
  else if (event.key === "ArrowUp") go(neighbour(field, -1), event);
  else if (event.key === "ArrowLeft" && atStart) go(beside(field, -1), event);
  else if (event.key === "ArrowRight" && atEnd) go(beside(field, 1), event);
}

function looksWrong(field) {
  const value = field.value.trim();
  if (value === "" || field.dataset.kind === "verdict") return false;
  return !(MARK.test(value) && Number(value.replace(",", ".")) <= 10);
}

function judge(field) {
  if (looksWrong(field)) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

function say(name, values = {}) {
  const line = form.querySelector("[data-marks-said]");
  const text = form.dataset[name] ?? "";
  line.textContent = text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/* A block goes into the rows and columns it was copied from; a mark that stands stays, and its cell is counted. */
function onPaste(event) {
  const field = event.target;
  if (!field.matches(".marks__field")) return;
  const lines = event.clipboardData.getData("text").replace(/\r?\n$/, "").split(/\r?\n/);
  if (lines.length < 2 && !lines[0].includes("\t")) return;
  event.preventDefault();
  const start = cellOf(field);
  let row = start.parentElement;
  let filled = 0;
  let left = 0;
  for (const line of lines) {
    line.split("\t").forEach((value, offset) => {
      const target = fieldIn(row?.cells[start.cellIndex + offset]);
      if (target) {
        target.value = value.trim();
        judge(target);
        filled += 1;
      } else if (value.trim()) left += 1;
    });
    row = row?.nextElementSibling;
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
  say(left ? "pastedSome" : "pasted", { filled, left });
}

/* --- What is typed stays on this device until its mark stands ------------------------------------------------------ */

const user = document.body.dataset.user;
const canKeep = Boolean(form && user && window.indexedDB);
let timer;

async function keep() {
  const typed = fields()
    .filter((field) => field.value.trim())
    .map((field) => [field.name, field.value]);
  const id = draftId(user, form.dataset.marks);
  if (typed.length) await keepDraft({ id, user, key: form.dataset.marks, fields: typed, at: Date.now() });
  else await dropDraft(id);
}

function keepSoon() {
  if (!canKeep) return;
  clearTimeout(timer);
  timer = setTimeout(() => keep().catch((error) => console.error("the draft could not be kept", error)), KEEP_AFTER);
}

/* A cell that is still empty here was typed and never saved; one whose mark stands by now has no field any more. */
async function restore() {
  const draft = await readDraft(user, form.dataset.marks);
  if (!draft) return;
  let count = 0;
  for (const [name, value] of draft.fields) {
    const field = form.elements.namedItem(name);
    if (!field || field.value) continue;
    field.value = value;
    judge(field);
    count += 1;
  }
  if (count) say("restored", { count });
  await keep();
}

if (form) {
  form.addEventListener("keydown", onKey);
  form.addEventListener("input", (event) => {
    if (!event.target.matches(".marks__field")) return;
    judge(event.target);
    keepSoon();
  });
  form.addEventListener("paste", onPaste);
  form.querySelector('[aria-invalid="true"]')?.focus();
  if (canKeep) restore().catch((error) => console.error("the draft could not be read", error));
}
