/* Confirming together on one device. What the other person types is sealed for the server alone, with the fingerprint of what
   he was shown, and goes through the outbox like everything else: at once with a network, later without one. */

import { keep, mine, sync } from "../offline/outbox.js";
import { unlocked } from "../offline/unlock.js";
import { word } from "../words.js";
import { wordsOf } from "./desk.js";

const box = document.querySelector("[data-together]");
const plan = JSON.parse(document.getElementById("together").textContent);
const desk = document.querySelector("form[data-desk]");
const page = document.querySelector("[data-shown]")?.dataset;
const form = box.querySelector("[data-sign-beside]");
const error = box.querySelector("[data-together-error]");
const PURPOSE = new TextEncoder().encode("coso signing on one device");

const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");

/* What it is about: the form or contact of the page, or the contact that was just handed in from it. */
function about() {
  if (page?.form) return { form: Number(page.form) };
  return { contact: page?.contact ?? desk.elements.client_key.value };
}

const isOf = (body) => (about().form ? body.form === about().form : [body.contact, body.key].includes(about().contact));

/* The order with what was done on this device and has not been sent. */
async function standing() {
  const here = (await mine()).filter((one) => one.state === "waiting" && one.kind.startsWith("mentoring_") && isOf(one.body));
  const acts = here.map((one) => one.body).filter((body) => body.action !== "save");
  const filed = plan.filed || acts.some((body) => body.action === "submit");
  const own = acts.some((body) => ["submit", "sign"].includes(body.action));
  const order = plan.order.map((one, place) => {
    const beside = acts.some((body) => one.people.some((person) => person.id === body.signer));
    // Handing in confirms as well where one is the first; else one confirms in one's turn.
    const mine_ = one.mine && own && (place === 0 || acts.some((body) => body.action === "sign"));
    return { ...one, given: beside || mine_ };
  });
  return { filed, order, next: order.find((one) => !one.signed && !one.given) };
}

async function draw() {
  const { order, filed, next } = await standing();
  box.querySelector("[data-order]").replaceChildren(
    ...order.map((one) => {
      const state = one.signed ? error.dataset.done : one.given ? error.dataset.given : one === next && filed ? error.dataset.next : "";
      const line = document.createElement("li");
      const text = Object.assign(document.createElement("span"), { className: "lines__text", textContent: one.label });
      const told = Object.assign(document.createElement("span"), { className: "meta", textContent: state });
      line.append(text, told);
      return line;
    }),
  );
  const people = order.filter((one) => !one.signed && !one.given).flatMap((one) => one.people.map((person) => ({ ...person, label: one.label })));
  form.elements.signer.replaceChildren(...people.map((person) => new Option(`${person.name} (${person.label})`, person.id)));
  form.hidden = !people.length;
  box.hidden = !people.length && !order.some((one) => one.given);
  const after = document.querySelector("[data-together-after]");
  if (after) after.hidden = !filed;
}

function shownNow() {
  const version = Number(page?.version ?? 0);
  const fields = desk && !desk.dataset.contact ? wordsOf(desk) : null;
  const said = { at: new Date().toISOString(), ...about(), fields };
  if (about().form) return { ...said, revision: version };
  const by_device = Boolean(desk?.dataset.byDevice);
  return { ...said, version, by_device, own_words: form.elements.own_words.value.trim() };
}

async function sealed(said) {
  const theirs = await crypto.subtle.importKey("raw", bytesOf(plan.key), { name: "ECDH", namedCurve: "P-256" }, false, []);
  const pair = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, pair.privateKey, 256);
  const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: PURPOSE };
  const key = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(said)));
  return { key: base64(await crypto.subtle.exportKey("raw", pair.publicKey)), iv: base64(iv), data: base64(data) };
}

function refuse(sentence) {
  error.textContent = sentence;
  error.hidden = !sentence;
  return Boolean(sentence);
}

function standsAgainst({ filed, order, next }, signer) {
  if (!filed) return error.dataset.first;
  if (next && !next.people.some((person) => person.id === signer)) return error.dataset.turn.replace("{who}", next.label);
  if (form.elements.own_words && !form.elements.own_words.value.trim()) return error.dataset.words;
  return form.elements.secret.value ? "" : error.dataset.empty;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const signer = Number(form.elements.signer.value);
  if (refuse(standsAgainst(await standing(), signer))) return;
  const shown = JSON.stringify(shownNow());
  const sha256 = hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(shown)));
  const { form: number, contact } = about();
  const secret = form.elements.secret.value;
  form.elements.secret.value = "";
  const letter = await sealed({ secret, sha256, signer, about: number ? `form:${number}` : `contact:${contact}` });
  try {
    await keep("mentoring_cosign", { ...about(), signer, shown, letter });
  } catch (problem) {
    console.info("not kept", problem);
    refuse(word(problem.name === "QuotaExceededError" ? "device_full" : "not_kept"));
    return;
  }
  dispatchEvent(new CustomEvent("mentoring:waits"));
  await draw();
  const { results } = await sync();
  const answered = results.find((one) => one.kept?.signed !== undefined);
  if (!answered) return;
  if (answered.kept.signed) location.assign(answered.kept.url);
  else refuse(answered.sentence);
});

for (const name of ["mentoring:waits", "outbox:answered"]) addEventListener(name, draw);
unlocked.then((open) => open && draw());
