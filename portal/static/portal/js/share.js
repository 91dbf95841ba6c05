// A link with data-share is handed to the device's own sharing, or copied. Without scripts it opens the public page.

document.querySelectorAll("a[data-share]").forEach((link) => {
  link.addEventListener("click", async (event) => {
    const url = link.dataset.share;
    if (navigator.share) {
      event.preventDefault();
      try {
        await navigator.share({ title: link.dataset.shareTitle, url });
      } catch (refusal) {
        if (refusal.name !== "AbortError") location.assign(link.href);
      }
    } else if (navigator.clipboard) {
      event.preventDefault();
      await navigator.clipboard.writeText(url);
      const told = document.createElement("span");
      told.setAttribute("role", "status");
      told.className = "meta";
      told.textContent = link.dataset.copied;
      link.after(told);
      setTimeout(() => told.remove(), 4000);
    }
  });
});
