/* A lesson remembers how far it was read. Without scripts the button "I have read it" does the same.

   Progress is counted in parts of the text (its blocks), not in pixels, so that it means the same on a telephone and on
   a wide screen. It is sent when it grows, at most every few seconds, and once more when the page is left. */

const lesson = document.querySelector("[data-lesson]");
const parts = [...lesson.querySelectorAll("[data-body] > *")];
const bar = document.querySelector("[data-bar] progress");
const address = lesson.dataset.address;
const token = lesson.querySelector("[name=csrfmiddlewaretoken]").value;

const PAUSE = 4000;
let reached = Number(lesson.dataset.percent);
let sent = reached;
let timer;

function send({ leaving = false } = {}) {
  clearTimeout(timer);
  timer = undefined;
  if (!address || reached <= sent) return;
  const percent = reached;
  const body = new FormData();
  body.append("percent", percent);
  body.append("csrfmiddlewaretoken", token);
  if (leaving) {
    if (navigator.sendBeacon(address, body)) sent = percent;
    return;
  }
  sent = percent;
  fetch(address, { method: "POST", body, keepalive: true })
    .then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    })
    .then((kept) => {
      if (kept.complete) lesson.dataset.complete = "yes";
    })
    .catch((error) => {
      console.warn("reading was not kept yet", error); // said again with the next step, or when the page is left
      sent = Math.min(sent, Number(lesson.dataset.percent));
    });
}

function reach(percent) {
  if (percent <= reached) return;
  reached = percent;
  bar.value = percent;
  if (percent === 100) send();
  else timer ??= setTimeout(send, PAUSE);
}

const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    if (entry.target.hasAttribute("data-end")) reach(100);
    else reach(Math.floor((parts.indexOf(entry.target) / parts.length) * 100));
  }
});

for (const part of parts) watcher.observe(part);
watcher.observe(lesson.querySelector("[data-end]"));

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") send({ leaving: true });
});
window.addEventListener("pagehide", () => send({ leaving: true }));

/* Going on from where one stopped: offered, never forced. */
const resume = lesson.querySelector("[data-resume]");
const start = Number(lesson.dataset.percent);
if (start > 5 && start < 100) {
  resume.hidden = false;
  resume.querySelector("button").addEventListener("click", () => {
    const part = parts[Math.min(Math.floor((start / 100) * parts.length), parts.length - 1)];
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    part.tabIndex = -1;
    part.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
    part.focus({ preventScroll: true });
    resume.hidden = true;
  });
}

/* The size of the text, kept on this device. */
const sizes = lesson.querySelector("[data-text-size]");
const KEY = "coso-text-size";

function setSize(size) {
  lesson.dataset.size = size;
  for (const button of sizes.querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(button.dataset.size === size));
  }
}

sizes.hidden = false;
setSize(localStorage.getItem(KEY) ?? "1");
sizes.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  localStorage.setItem(KEY, button.dataset.size);
  setSize(button.dataset.size);
});
