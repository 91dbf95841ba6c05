/* A lesson remembers how far it was read and played. Without scripts the button "I have read it" does the same.

   Progress is counted in parts of the text (its blocks), not in pixels, so that it means the same on a telephone and on
   a wide screen. It goes through the outbox: kept on the device at once, sent every few seconds where there is a network. */

import { keep, keepInstead, sync } from "../offline/outbox.js";

const lesson = document.querySelector("[data-lesson]");
const parts = [...lesson.querySelectorAll("[data-body] > *")];
const bar = document.querySelector("[data-bar] progress");
const { address } = lesson.dataset;
const id = Number(lesson.dataset.lesson);
const token = lesson.querySelector("[name=csrfmiddlewaretoken]").value;
const here = (body) => body.lesson === id;

const PAUSE = 6000;
let reached = Number(lesson.dataset.percent);
let timer;

async function send() {
  clearTimeout(timer);
  timer = undefined;
  const { results } = await sync();
  for (const { kept } of results) if (kept?.lesson === id && kept.complete) completed();
}

function soon(pause = PAUSE) {
  timer ??= setTimeout(send, pause);
}

function completed() {
  const state = lesson.querySelector("[data-state]");
  state.textContent = state.dataset.done;
}

async function reach(percent) {
  if (percent <= reached || !address) return;
  reached = percent;
  bar.value = percent;
  await keepInstead("lesson_reading", here, { lesson: id, percent });
  if (percent === 100) await send();
  else soon();
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
  if (document.visibilityState === "hidden" && timer) send();
});

/* The last chance of a page that is closed: the place goes by itself too. The furthest counts, so saying it twice does no harm. */
window.addEventListener("pagehide", () => {
  if (!timer || !navigator.onLine) return;
  const body = new FormData();
  body.append("percent", reached);
  body.append("csrfmiddlewaretoken", token);
  navigator.sendBeacon(address, body);
});

/* "I have read it" goes the same way, and on to the next lesson, with or without a network. */
const form = lesson.querySelector("[data-finish]");
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  await keep("lesson_finished", { lesson: id });
  await send();
  if (form.dataset.next) location.assign(form.dataset.next);
  else completed();
});

/* What was really played of videos and recordings, in hundredths: told now and then, added up by the server. */
const played = new Map();

function tell(player) {
  if (!Number.isFinite(player.duration) || !player.duration) return;
  let bits = played.get(player) ?? 0n;
  for (let place = 0; place < player.played.length; place += 1) {
    const first = Math.ceil((player.played.start(place) / player.duration) * 100 - 0.01);
    const end = Math.floor((player.played.end(place) / player.duration) * 100 + 0.5);
    for (let part = Math.max(first, 0); part < Math.min(end, 100); part += 1) bits |= 1n << BigInt(part);
  }
  if (bits === played.get(player) || !bits) return;
  played.set(player, bits);
  const { media } = player.dataset;
  keepInstead("lesson_played", (body) => here(body) && body.media === media, {
    lesson: id,
    media,
    played: bits.toString(16),
  }).then(() => soon());
}

for (const player of address ? lesson.querySelectorAll("[data-media]") : []) {
  let last = 0;
  for (const moment of ["pause", "ended"]) player.addEventListener(moment, () => tell(player));
  player.addEventListener("timeupdate", () => {
    if (Math.abs(player.currentTime - last) < 5) return;
    last = player.currentTime;
    tell(player);
  });
}

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
