/* Marking under the fingers: the sum as it grows, digits for levels, Ctrl+Enter to finish, Alt and arrows to go on. */

const form = document.querySelector("form[data-marking]");
const output = form?.querySelector("[data-sum]");
const most = Number(form?.dataset.points);

function sum() {
  if (!output || !most) return;
  const points = [...form.querySelectorAll("input[type=radio]:checked")].reduce((all, one) => all + Number(one.dataset.points), 0);
  const left = form.querySelectorAll("fieldset.criterion:not(:has(:checked))").length;
  const options = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  const mark = (Math.round((points / most) * 100 + 1e-9) / 10).toLocaleString(document.documentElement.lang, options);
  output.textContent = left ? `${points}/${most}` : mark;
}

function chooseLevel(event) {
  const criterion = event.target.closest?.("fieldset.criterion");
  if (!criterion || event.target.matches("textarea") || !/^[1-9]$/.test(event.key)) return;
  const level = criterion.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
  if (!level) return;
  event.preventDefault();
  level.click();
  level.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.ctrlKey) form?.requestSubmit(form.querySelector('button[value="finish"]'));
  else if (event.altKey && event.key === "ArrowLeft") document.querySelector("[data-before]")?.click();
  else if (event.altKey && event.key === "ArrowRight") document.querySelector("[data-after]")?.click();
  else {
    chooseLevel(event);
    return;
  }
  event.preventDefault();
});

if (form) {
  for (const name of ["change", "autosave:restored"]) form.addEventListener(name, sum);
  sum();
}
