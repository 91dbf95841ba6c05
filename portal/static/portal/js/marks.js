/* The mark sheet under the fingers: Enter and the arrows move, a column pasted from a spreadsheet fills downwards,
   a mark outside the scale is shown at once. The server looks at everything again. */

const form = document.querySelector("form[data-marks]");
const MARK = /^\d{1,2}([.,]\d)?$/;

function fieldsOf(row) {
  return [...row.querySelectorAll(".marks__field")];
}

function columnOf(field) {
  return field.closest("td").cellIndex;
}

function fieldAt(row, column) {
  return row?.cells[column]?.querySelector(".marks__field") ?? null;
}

/* The next field up or down in the same column; rows whose mark already stands are passed over. */
function neighbour(field, step) {
  const column = columnOf(field);
  let row = field.closest("tr");
  do {
    row = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  } while (row && !fieldAt(row, column));
  return fieldAt(row, column);
}

function beside(field, step) {
  const fields = fieldsOf(field.closest("tr"));
  return fields[fields.indexOf(field) + step] ?? null;
}

function go(target, event) {
  if (!target) return;
  event.preventDefault();
  target.focus();
  target.select?.();
}

function onKey(event) {
  const field = event.target;
  if (!field.matches("input.marks__field")) return;
  const atStart = field.selectionStart === 0 && field.selectionEnd === 0;
  const atEnd = field.selectionStart === field.value.length;
  if (event.key === "Enter") {
    event.preventDefault();
    go(neighbour(field, event.shiftKey ? -1 : 1), event);
  } else if (event.key === "ArrowDown") go(neighbour(field, 1), event);
  else if (event.key === "ArrowUp") go(neighbour(field, -1), event);
  else if (event.key === "ArrowLeft" && atStart) go(beside(field, -1), event);
  else if (event.key === "ArrowRight" && atEnd) go(beside(field, 1), event);
}

function looksWrong(value) {
  return value !== "" && !(MARK.test(value) && Number(value.replace(",", ".")) <= 10);
}

function onInput(event) {
  const field = event.target;
  if (!field.matches("input.marks__field")) return;
  const value = field.value.trim();
  if (looksWrong(value)) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

function onPaste(event) {
  const field = event.target;
  if (!field.matches("input.marks__field")) return;
  const lines = event.clipboardData.getData("text").replace(/\r?\n$/, "").split(/\r?\n/);
  if (lines.length < 2 && !lines[0].includes("\t")) return;
  event.preventDefault();
  let start = field;
  for (const line of lines) {
    let target = start;
    for (const value of line.split("\t")) {
      if (!target) break;
      target.value = value.trim();
      target.dispatchEvent(new Event("input", { bubbles: true }));
      target = beside(target, 1);
    }
    start = start && neighbour(start, 1);
    if (!start) break;
  }
}

if (form) {
  form.addEventListener("keydown", onKey);
  form.addEventListener("input", onInput);
  form.addEventListener("paste", onPaste);
  const wrong = form.querySelector('[aria-invalid="true"]');
  wrong?.focus();
}
