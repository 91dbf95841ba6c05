// A form with data-preview is drawn anew in its frame a moment after the last key, or when a picture was chosen.
// Without scripts its button does it.

const PAUSE = 400;

document.querySelectorAll("form[data-preview]").forEach((form) => {
  const draw = form.querySelector("[data-draw]");
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => form.requestSubmit(draw), PAUSE);
  });
});
