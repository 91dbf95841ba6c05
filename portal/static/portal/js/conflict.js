/* When two devices changed one text, shows the way to the page where both stand side by side. */

document.addEventListener("autosave:conflict", (event) => {
  const notice = event.target.querySelector("[data-conflict]");
  if (!notice || !event.detail.conflict.url) return;
  notice.querySelector("[data-conflict-link]").href = event.detail.conflict.url;
  notice.hidden = false;
  notice.scrollIntoView({ block: "center" });
});
