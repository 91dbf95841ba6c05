/* The question as learners will see it, anew a moment after each change. The server draws it; nothing is kept.
   Without this script the button shows the same on the page. A chosen file is not sent along. */

const form = document.querySelector("[data-preview-form]");
const place = form?.querySelector("[data-preview]");
const PAUSE = 600;

let timer = 0;
let asked = null;

async function draw() {
  asked?.abort();
  asked = new AbortController();
  const data = new FormData(form);
  data.delete("picture");
  data.set("preview", "1");
  try {
    const answer = await fetch(location.href, {
      method: "POST",
      body: data,
      headers: { "X-Part": "preview" },
      signal: asked.signal,
    });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    place.innerHTML = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError") {
      const words = document.createElement("p");
      words.className = "question-empty";
      words.textContent = place.dataset.failed;
      place.replaceChildren(words);
    }
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(draw, PAUSE);
}

if (place) {
  form.querySelector("button[name=preview]").hidden = true;
  for (const kind of ["input", "change", "click"]) {
    form.addEventListener(kind, (event) => {
      if (kind !== "click" || event.target.closest(".question-row__act")) soon();
    });
  }
}
