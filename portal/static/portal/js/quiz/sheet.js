/* The sheet of a quiz: answers are kept as they are given, the time is the server's, any device may go on.
   Without this script the form saves by its button. */

import { keep, mine, sync, whenReached } from "../offline/outbox.js";
import { remembered } from "./memory.js";
import { prepare } from "./ordering.js";
import { isTyped, read, write } from "./responses.js";
import { Saver } from "./saving.js";
import { countDown, guess, hear } from "./timer.js";

const PAUSE = 600; // typing is put by after this, and at the latest after MOST
const MOST = 900;
const sheet = document.querySelector("[data-sheet]");
const saver = new Saver(sheet);
const questions = [...sheet.querySelectorAll("[data-question]")];
const shown = new Map(); // question: its response as this page last heard or said it
const typing = new Map(); // question: its timers
const keyOf = (question) => Number(question.dataset.question);
const linkOf = (question) => sheet.querySelector(`[data-goes-to="${question.dataset.question}"]`);
const flagOf = (question) => question.querySelector('[name="flag"]');
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/* What the map of questions says */

function mark(question) {
  const link = linkOf(question);
  const isAnswered = Object.keys(read(question)).length > 0;
  const isFlagged = flagOf(question).checked;
  const said = link.querySelector("[data-state-word]");
  link.dataset.state = isAnswered ? "answered" : "";
  link.toggleAttribute("data-flagged", isFlagged);
  const words = [isAnswered ? said.dataset.answered : said.dataset.empty, ...(isFlagged ? [said.dataset.flagWord] : [])];
  said.textContent = `, ${words.join(", ")}`;
  const clear = question.querySelector("[data-clear]");
  if (clear) clear.hidden = !isAnswered;
}

/* Keeping */

function put(question) {
  for (const timer of typing.get(question) ?? []) clearTimeout(timer);
  typing.delete(question);
  const response = read(question);
  mark(question);
  if (same(response, shown.get(question))) return undefined;
  shown.set(question, response);
  return saver.record(keyOf(question), { response });
}

function typed(question) {
  const [pause, most] = typing.get(question) ?? [];
  clearTimeout(pause);
  typing.set(question, [setTimeout(put, PAUSE, question), most ?? setTimeout(put, MOST, question)]);
}

const putAll = () => Promise.all([...typing.keys()].map(put));

function listen(question) {
  question.addEventListener("input", (event) => {
    if (isTyped(event.target)) typed(question);
  });
  question.addEventListener("change", (event) => {
    if (event.target === flagOf(question)) {
      mark(question);
      saver.record(keyOf(question), { flagged: event.target.checked });
    } else put(question);
  });
  question.querySelector("[data-clear]")?.addEventListener("click", () => {
    write(question, {});
    put(question);
    question.querySelector("input[type=radio]").focus();
  });
  if (question.dataset.kind === "ordering") prepare(question, () => put(question));
}

/* Coming back: what the server holds, and over it what waits on this device */

function fill(question, response, flagged) {
  if (response !== undefined && !same(response, read(question))) write(question, response);
  if (flagged !== undefined) flagOf(question).checked = flagged;
  shown.set(question, read(question));
  mark(question);
}

function fillRemembered() {
  const bodies = remembered(saver.attempt, new Date(sheet.dataset.now).toISOString());
  for (const body of bodies) {
    const question = questions.find((one) => keyOf(one) === body.question);
    if (question) fill(question, body.response, body.flagged);
  }
  return bodies;
}

/* What was said as the tab was killed is remembered, and may wait nowhere: it is said again as of then. */
async function repeat(bodies, answers) {
  const waits = (await saver.waiting()).map(({ body }) => body.question);
  for (const body of bodies) {
    const held = answers[body.question] ?? {};
    const isThere = "response" in body ? same(body.response, held.response ?? {}) : body.flagged === Boolean(held.flagged);
    if (!isThere && !waits.includes(body.question)) await saver.repeat(body);
  }
}

async function fillWaiting() {
  for (const { body } of await saver.waiting()) {
    const question = questions.find((one) => keyOf(one) === body.question);
    if (question) fill(question, body.response, body.flagged);
  }
}

async function resume() {
  const bodies = fillRemembered();
  await fillWaiting();
  const asked = performance.now();
  let answer;
  try {
    const response = await fetch(sheet.dataset.answers, { headers: { Accept: "application/json" } });
    if (response.redirected || !response.ok) throw new Error(String(response.status));
    answer = await response.json();
  } catch {
    guess();
    if (!navigator.onLine) saver.say("waiting", saver.line.dataset.kept);
    return;
  }
  hear(answer.now, asked);
  if (!answer.open && !(await saver.waiting()).length) {
    location.reload();
    return;
  }
  await repeat(bodies, answer.answers);
  for (const question of questions) {
    const held = answer.answers[keyOf(question)];
    if (held && !typing.has(question)) fill(question, held.response ?? {}, held.flagged);
  }
  await fillWaiting();
  await saver.send();
}

/* Handing in */

function close(sentence) {
  for (const field of sheet.elements) field.disabled = field.type !== "hidden";
  saver.say("waiting", sentence);
}

async function handIn() {
  await putAll();
  await saver.queue;
  if (await saver.send()) {
    location.assign(sheet.dataset.submit);
    return;
  }
  await keep("quiz_submit", { attempt: saver.attempt });
  close(saver.line.dataset.handed);
}

async function sendHandedIn() {
  const handed = (await mine("quiz_submit")).filter((one) => one.body.attempt === saver.attempt);
  if (!handed.length) return false;
  close(saver.line.dataset.handed);
  const { state } = await sync();
  if (state === "done") location.reload();
  return true;
}

async function over() {
  await putAll();
  await saver.queue;
  close(saver.line.dataset.over);
  if (await saver.send()) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", sheet.elements.csrfmiddlewaretoken.value);
    await fetch(sheet.dataset.submit, { method: "POST", body }).then(() => location.reload(), () => undefined);
  }
}

/* One question at a time */

function turnPages() {
  if (sheet.dataset.layout !== "one") return;
  const turn = sheet.querySelector("[data-turn]");
  let place = Math.max(questions.findIndex((one) => `#${one.id}` === location.hash), 0);
  const show = (next, focus = true) => {
    place = Math.min(Math.max(next, 0), questions.length - 1);
    for (const [n, question] of questions.entries()) {
      question.toggleAttribute("data-current", n === place);
      linkOf(question).toggleAttribute("aria-current", n === place);
    }
    for (const button of turn.querySelectorAll("button")) {
      button.disabled = place + Number(button.dataset.step) !== Math.min(Math.max(place + Number(button.dataset.step), 0), questions.length - 1);
    }
    if (focus) questions[place].focus();
  };
  sheet.dataset.one = "";
  turn.hidden = false;
  turn.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (button) show(place + Number(button.dataset.step));
  });
  sheet.querySelector(".sheet-map").addEventListener("click", (event) => {
    const link = event.target.closest("[data-goes-to]");
    if (!link) return;
    event.preventDefault();
    show(questions.findIndex((one) => one.dataset.question === link.dataset.goesTo));
  });
  show(place, false);
}

for (const question of questions) {
  listen(question);
  shown.set(question, read(question));
  mark(question);
}
sheet.querySelector("[data-without-script]").hidden = true;
sheet.addEventListener("submit", (event) => {
  event.preventDefault();
  handIn();
});
for (const name of ["pagehide", "visibilitychange"]) addEventListener(name, () => document.hidden !== false && putAll());
document.addEventListener("visibilitychange", () => !document.hidden && resume());
whenReached(sendHandedIn);
turnPages();
guess();
countDown(sheet, over);
resume().then(sendHandedIn);
