// Long work in the office: while an element names an address in data-poll, ask it again and put the answer in its place.
// Without scripts the page shows how far the work was when it was loaded.

const PAUSE = 2000;

async function follow(element) {
  await new Promise((resolve) => setTimeout(resolve, PAUSE));
  const response = await fetch(element.dataset.poll, { credentials: "same-origin" });
  if (!response.ok) return;
  const fresh = document.createRange().createContextualFragment(await response.text()).firstElementChild;
  element.replaceWith(fresh);
  if (fresh.dataset.poll) follow(fresh);
}

document.querySelectorAll("[data-poll]").forEach(follow);
