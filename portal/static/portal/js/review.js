/* Reviewing nominations: how many are chosen, all at one press, the rule only where one refuses.
   Without this script the check boxes, the radio buttons and the button do all that is needed. */

const form = document.querySelector("form[data-review]");
const boxes = () => [...form.querySelectorAll('input[name="nomination"]:not(:disabled)')];

function show() {
  const count = form.querySelector("[data-count]");
  const answer = form.querySelector('input[name="answer"]:checked')?.value;
  if (count) count.textContent = boxes().filter((box) => box.checked).length;
  for (const part of form.querySelectorAll("[data-for-answer]")) part.hidden = part.dataset.forAnswer !== answer;
}

const all = form?.querySelector("[data-all]");
if (all) {
  all.hidden = form.querySelector("[data-count]").hidden = false;
  all.addEventListener("click", () => {
    const first = boxes().filter((box) => box.closest("ol") === form.querySelector("ol"));
    const every = first.every((box) => box.checked);
    for (const box of first) box.checked = !every;
    show();
  });
  form.addEventListener("change", show);
  show();
}
