/* "Copy": a button with data-copy="id" puts the value of that field on the clipboard and says so. */

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.select(); // without leave for the clipboard: marked, to be copied by hand
      return;
    }
    document.dispatchEvent(new CustomEvent("toast", { detail: { value: button.dataset.copied } }));
  });
}
