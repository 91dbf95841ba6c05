/* The quotas of a class: the sum follows while one types, a unit is found by its name.
   Without this script the sum is that of the last answer of the server. */

import { fold } from "./fold.js";

const form = document.querySelector("form[data-quotas]");

function add() {
  const places = Number(form.dataset.places);
  const numbers = [...form.querySelectorAll('input[name^="unit-"]')].map((field) => Number(field.value) || 0);
  const total = numbers.reduce((sum, number) => sum + number, 0);
  form.querySelector("[data-total]").textContent = total;
  form.querySelector("[data-bar]").value = total;
  form.querySelector("[data-over]").hidden = total <= places;
}

function find(words) {
  const wanted = fold(words).split(" ").filter(Boolean);
  for (const line of form.querySelectorAll("[data-name]")) {
    line.hidden = !wanted.every((word) => line.dataset.name.includes(word));
  }
}

if (form) {
  const finder = form.querySelector("[data-find]");
  finder.hidden = false;
  form.addEventListener("input", add);
  finder.addEventListener("input", (event) => find(event.target.value));
  finder.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}
