/* The lines of a question: more of them at once, moved and taken away in place.
   Without this script the button asks the server for more lines and each line has a number for its place. */

const box = document.querySelector("[data-rows]");

function button(words, sign, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "question-row__act";
  made.textContent = sign;
  made.setAttribute("aria-label", words);
  made.title = words;
  made.addEventListener("click", act);
  return made;
}

function number(list) {
  [...list.children].forEach((row, index) => {
    const place = row.querySelector('[data-place] input');
    if (place) place.value = index + 1;
  });
}

function fit(area) {
  area.rows = Number(area.dataset.rows ??= area.rows);
  while (area.scrollHeight > area.clientHeight + 2 && area.rows < 20) area.rows += 1;
}

function equip(row, list, words) {
  const place = row.querySelector("[data-place]");
  const move = (step) => {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    number(list);
    row.querySelector("input:not([type=hidden]), textarea")?.focus();
  };
  const away = () => {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    number(list);
    next?.querySelector("input:not([type=hidden]), textarea")?.focus();
  };
  for (const part of place.children) part.hidden = true;
  place.append(
    button(words.up, "↑", () => move(-1)),
    button(words.down, "↓", () => move(1)),
    button(words.away, "×", away),
  );
  row.querySelectorAll("textarea").forEach((area) => {
    fit(area);
    area.addEventListener("input", () => fit(area));
  });
}

if (box) {
  const list = box.querySelector("[data-list]");
  const blank = box.querySelector("[data-blank]");
  const total = box.querySelector('input[name="rows-TOTAL_FORMS"]');
  const more = box.querySelector("[data-more]");
  const words = { up: more.dataset.up, down: more.dataset.down, away: more.dataset.away };

  for (const row of list.children) equip(row, list, words);
  more.addEventListener("click", (event) => {
    event.preventDefault();
    if (Number(total.value) >= 60) return;
    const holder = document.createElement("ol");
    holder.innerHTML = blank.innerHTML.replaceAll("__prefix__", total.value);
    const row = holder.firstElementChild;
    list.append(row);
    total.value = Number(total.value) + 1;
    equip(row, list, words);
    number(list);
    row.querySelector("input:not([type=hidden]), textarea")?.focus();
  });
  number(list);
}
