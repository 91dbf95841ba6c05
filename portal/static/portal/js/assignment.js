/* The page of an assignment: what is written without a network goes into the outbox too, so that it arrives even when
   the page is never opened again; words are counted; files are sent at once, with progress. autosave.js does the rest. */

import { drop, keep, mine, sync, whenReached } from "./offline/outbox.js";
import { toast } from "./toast.js";

const KIND = "assignment_draft";
const KEEP_AFTER = 700;
const form = document.querySelector("form[data-assignment]");
const area = form?.elements.namedItem("text");

/* --- Written without a network ------------------------------------------------------------------------------------ */

const ofThis = (one) => one.body.assignment === Number(form.dataset.assignment);
let timer;
let kept;

async function dropKept() {
  kept = undefined;
  for (const one of await mine(KIND)) if (ofThis(one)) await drop(one.id);
}

async function keepDraft() {
  if (area.value === kept) return;
  await dropKept();
  kept = area.value;
  await keep(KIND, {
    assignment: Number(form.dataset.assignment),
    text: area.value,
    base_version: Number(form.elements.namedItem("base_version").value) || 0,
    client_key: form.elements.namedItem("client_key").value,
  });
}

if (area) {
  form.addEventListener("input", () => {
    clearTimeout(timer);
    if (!navigator.onLine) timer = setTimeout(keepDraft, KEEP_AFTER);
  });
  form.addEventListener("autosave:waiting", keepDraft); // a network that does not answer is none
  form.addEventListener("autosave:saved", dropKept);
}

/* --- Words --------------------------------------------------------------------------------------------------------- */

const counter = document.querySelector("[data-words]");

function count() {
  const words = area.value.trim().split(/\s+/).filter(Boolean).length;
  counter.textContent = words ? counter.dataset.one.replace("{count}", words.toLocaleString(document.documentElement.lang)) : "";
}

if (area && counter) {
  for (const name of ["input", "autosave:restored"]) form.addEventListener(name, count);
  count();
}

/* --- Files: chosen, sent, shown ------------------------------------------------------------------------------------ */

const attach = document.querySelector("form[data-attach]");
const state = document.querySelector("[data-attach-state]");
const list = document.querySelector("[data-file-list]");

function showState(text, value) {
  state.hidden = !text;
  state.textContent = text;
  if (value === undefined) return;
  const bar = Object.assign(document.createElement("progress"), { max: 1, value });
  state.append(" ", bar);
}

function send(file) {
  const body = new FormData(attach);
  body.set("file", file);
  const request = new XMLHttpRequest();
  request.open("POST", attach.action);
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  const name = state.dataset.sending.replace("{name}", file.name);
  showState(name, 0);
  request.upload.addEventListener("progress", ({ loaded, total }) => showState(name, loaded / total));
  request.addEventListener("load", () => {
    if (request.status === 200) {
      list.querySelector(`[data-file="${request.response.pk}"]`)?.remove();
      list.insertAdjacentHTML("beforeend", request.response.line);
      attach.hidden = !request.response.more;
      showState("");
    } else showState(request.response?.error ?? state.dataset.failed);
    attach.reset();
  });
  request.addEventListener("error", () => {
    showState(state.dataset.failed);
    attach.reset();
  });
  request.send(body);
}

if (attach) {
  attach.querySelector("[data-plain]").hidden = true;
  const input = attach.querySelector("input[type=file]");
  input.addEventListener("change", () => {
    const [file] = input.files;
    if (!file) return;
    if (file.size > Number(input.dataset.maxBytes)) {
      showState(input.dataset.tooLarge);
      attach.reset();
    } else send(file);
  });
  attach.addEventListener("submit", (event) => event.preventDefault());
}

if (form) whenReached(() => sync().then(({ results }) => results.forEach((one) => toast(one.sentence))));
