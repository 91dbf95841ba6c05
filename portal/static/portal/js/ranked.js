/* The order of priority by dragging: whoever is dragged takes the place, the numbers follow, one button keeps the order.
   Without this script the arrows beside each name do the same, one step at a time. */

const list = document.querySelector("[data-ranked]");
const form = document.querySelector("form[data-order]");
const items = () => [...list.querySelectorAll("[data-nomination]")];
let dragged = null;

function changed() {
  items().forEach((item, index) => (item.querySelector(".ranked__number").textContent = index + 1));
  for (const old of form.querySelectorAll('input[name="nomination"]')) old.remove();
  for (const item of items()) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "nomination";
    field.value = item.dataset.nomination;
    form.append(field);
  }
  form.querySelector("button").hidden = false;
}

if (list && form) {
  form.hidden = false;
  for (const item of items()) {
    item.draggable = true;
    item.classList.add("is-draggable");
  }
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-nomination]");
    dragged?.classList.add("is-dragged");
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-nomination]");
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    over[event.clientY < top + height / 2 ? "before" : "after"](dragged);
  });
  list.addEventListener("drop", (event) => event.preventDefault());
  list.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    if (dragged) changed();
    dragged = null;
  });
}
