/* The roll of a meeting: everybody present at one touch, names found as one types, the count kept as one marks.
   Without this script the radio buttons and the save button do all that is needed. */

import { fold } from "./fold.js";

const form = document.querySelector("form[data-roll]");

function count() {
  for (const number of form.querySelectorAll("[data-count]")) {
    number.textContent = form.querySelectorAll(`input[value="${number.dataset.count}"]:checked`).length;
  }
}

function markAll(state) {
  for (const radio of form.querySelectorAll(`input[type="radio"][value="${state}"]`)) radio.checked = true;
  form.dispatchEvent(new Event("input", { bubbles: true }));
  count();
}

function find(words) {
  const wanted = fold(words).split(" ").filter(Boolean);
  for (const line of form.querySelectorAll("[data-name]")) {
    line.hidden = !wanted.every((word) => line.dataset.name.includes(word));
  }
}

if (form) {
  const all = form.querySelector("[data-all]");
  const search = form.querySelector("[data-find]");
  all.hidden = search.hidden = false;
  all.addEventListener("click", () => markAll(all.dataset.all));
  search.addEventListener("input", (event) => {
    event.stopPropagation();
    find(search.value);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  form.addEventListener("change", count);
  count();
}
