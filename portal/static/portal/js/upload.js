/* A file that would be refused for its size is refused before it is sent: <input type="file" data-max-bytes="…"
   data-too-large="sentence">. The server holds the same limit. */

const tooLarge = (input) => [...input.files].some((file) => file.size > Number(input.dataset.maxBytes));
const limited = (form) => [...form.querySelectorAll("input[type=file][data-max-bytes]")];

document.addEventListener("change", ({ target }) => {
  if (!target.matches("input[type=file][data-max-bytes]")) return;
  target.setCustomValidity(tooLarge(target) ? target.dataset.tooLarge : "");
  target.reportValidity();
});

document.addEventListener("submit", (event) => {
  const input = limited(event.target).find(tooLarge);
  if (!input) return;
  event.preventDefault();
  input.reportValidity();
});
