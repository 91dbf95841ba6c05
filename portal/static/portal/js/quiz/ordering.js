/* Putting things in order by touch and by keys: up, down, or the place from a list. The focus stays with the thing. */

import { number } from "./responses.js";

export function prepare(question, changed) {
  const list = question.querySelector("[data-items]");
  const keep = question.querySelector("[data-keep-order]");
  const isOrdered = () => [...list.querySelectorAll("select")].some((select) => select.value);

  const settle = (focus) => {
    number(question);
    keep.hidden = true;
    focus?.focus();
    changed();
  };

  for (const button of list.querySelectorAll("[data-move]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const item = button.closest("li");
      if (button.dataset.move === "-1") item.previousElementSibling?.before(item);
      else item.nextElementSibling?.after(item);
      settle();
      (button.disabled ? item.querySelector("[data-move]:not(:disabled)") : button)?.focus();
    });
  }
  list.addEventListener("change", (event) => {
    event.stopPropagation();
    const item = event.target.closest("li");
    const others = [...list.children].filter((one) => one !== item);
    const place = Number(event.target.value || list.children.length) - 1;
    if (others[place]) others[place].before(item);
    else list.append(item);
    settle(event.target);
  });
  keep.hidden = isOrdered();
  keep.addEventListener("click", () => settle());
  number(question, isOrdered());
}
