/* Forms of mentoring with and without a network. Before one is sent the server is asked whether it answers; where it does
   not, what was written is checked here, put into the outbox (sealed) and sent when the network is back, in its order.

   <form data-desk="mentoring_form" data-form="12" …> names the operation and what it is about; a script of the id "needs"
   holds a sentence for each input that must not be empty. */

import { finish, takeUp } from "../autosave.js";
import { drop, keep, keepInstead, mine, sync } from "../offline/outbox.js";
import { unlocked } from "../offline/unlock.js";
import { toast } from "../toast.js";
import { word } from "../words.js";

const PATIENCE = 4000;
const OWN = new Set(["csrfmiddlewaretoken", "client_key", "base_version", "touched", "action"]);

export const wordsOf = (form) => [...new FormData(form)].filter(([name, value]) => !OWN.has(name) && typeof value === "string");

/* What the operation says, but for what is done with it. */
export function bodyOf(form) {
  const { posting, contact, form: number } = form.dataset;
  const base_version = Number(form.elements.base_version?.value ?? form.dataset.baseVersion) || 0;
  if (contact) return { contact, base_version, own_words: form.elements.own_words.value };
  const touched = (form.elements.touched?.value ?? "").split(",").filter(Boolean);
  const said = { base_version, touched, fields: wordsOf(form) };
  if (number) return { form: Number(number), ...said };
  const week = form.elements.week ? { week: form.elements.week.value } : {};
  const clock = form.dataset.byDevice ? { by_device: true, at: new Date().toISOString() } : {};
  return { posting: Number(posting), key: form.elements.client_key.value, ...week, ...said, ...clock };
}

export const isOf = (form) => (body) => {
  const here = bodyOf(form);
  return ["contact", "form", "week", "key"].some((name) => here[name] !== undefined && here[name] === body[name]);
};

/* A copy of the page does not show what was written from it and waits in the outbox: it goes on from there, for what is put
   by next takes its place. */
async function goOn(form) {
  if (!(await unlocked)) return;
  const waits = await mine(form.dataset.desk);
  const found = waits.find((one) => one.state === "waiting" && one.body.action === "save" && isOf(form)(one.body));
  if (found) takeUp(form, { ...found.body, fields: found.body.fields ?? [["own_words", found.body.own_words]], at: found.made_at });
}

/* Whether the server answers now. */
export async function reached() {
  if (!navigator.onLine) return false;
  try {
    const answer = await fetch("/offline/sync/", { signal: AbortSignal.timeout(PATIENCE), headers: { Accept: "application/json" } });
    return answer.ok || answer.redirected;
  } catch {
    return false;
  }
}

function missingIn(form) {
  const needs = JSON.parse(document.getElementById("needs")?.textContent ?? "{}");
  const words = wordsOf(form);
  const filled = (name) => words.some(([one, value]) => (one === name || one.startsWith(`${name}-`)) && value.trim());
  return Object.entries(needs).filter(([name]) => !filled(name));
}

function showMissing(form, missing) {
  const box = form.querySelector("[data-missing]");
  const list = box.querySelector("ul");
  list.replaceChildren(...missing.map(([, sentence]) => Object.assign(document.createElement("li"), { textContent: sentence })));
  box.hidden = false;
  box.scrollIntoView({ block: "center" });
}

/* Puts the operation by and clears the desk; answers whether it could be kept. */
export async function putBy(form, action) {
  try {
    if (action === "save") await keepInstead(form.dataset.desk, (body) => isOf(form)(body) && body.action === "save", { ...bodyOf(form), action });
    else {
      await dropSaves(form);
      await keep(form.dataset.desk, { ...bodyOf(form), action });
    }
  } catch (error) {
    console.info("not kept", error);
    toast(word(error.name === "QuotaExceededError" ? "device_full" : "not_kept"));
    return false;
  }
  return true;
}

async function dropSaves(form) {
  const saves = (await mine(form.dataset.desk)).filter((one) => one.body.action === "save" && isOf(form)(one.body));
  for (const one of saves) await drop(one.id);
}

async function handIn(form, action) {
  const checks = action === "submit" || action === "sign" || action === "confirm";
  const missing = checks ? missingIn(form) : [];
  if (missing.length) return showMissing(form, missing);
  if (!(await putBy(form, action))) return undefined;
  await finish(form);
  const kept = document.querySelector("[data-kept]");
  kept.hidden = false;
  form.hidden = true;
  document.getElementById("main").scrollIntoView();
  kept.querySelector("a, button")?.focus();
  dispatchEvent(new CustomEvent("mentoring:waits"));
  return sync();
}

for (const form of document.querySelectorAll("form[data-desk]")) {
  let last = "";
  form.addEventListener("autosave:waiting", async () => {
    const said = JSON.stringify(wordsOf(form));
    if (said === last || form.hidden || !(await unlocked)) return;
    last = said;
    await putBy(form, "save"); // so that it arrives even when this page is never opened again
  });
  for (const name of ["autosave:saved", "autosave:restored"]) form.addEventListener(name, () => dropSaves(form));
  if (document.body.dataset.savedAt) goOn(form);
  form.addEventListener("submit", async (event) => {
    if (form.dataset.reached) return;
    event.preventDefault();
    const { submitter } = event;
    if (await reached()) {
      form.dataset.reached = "yes";
      form.requestSubmit(submitter);
    } else await handIn(form, submitter?.value || form.dataset.action || "save");
  });
}
