/* On every page of the check: reads the signed facts after # in the address and says what they are worth; keeps the check on
   this device. Without this script the page asks the register alone, as ever. */

import { check } from "./slip.js";

const NEEDED = "/verify/offline.json";
const CODE = /^\/verify\/([0-9A-HJKMNP-TV-Z]{20})\/$/;
const AGAIN = 60 * 60 * 1000;
const DAYS = ["born", "opens", "closes", "decided", "issued", "until"];

const slip = document.querySelector("[data-slip]");
const saved = document.querySelector("[data-saved]");
const withoutNetwork = document.body.hasAttribute("data-saved-at");

async function show() {
  const code = CODE.exec(location.pathname)?.[1];
  const digits = location.hash.slice(1);
  const elsewhere = withoutNetwork && location.pathname !== "/verify/";
  document.body.classList.toggle("without-network", elsewhere);
  if (!slip || !(elsewhere || (code && digits))) return;
  const { word, facts, key, made } = await answer(digits, code);
  slip.hidden = false;
  slip.dataset.slip = word;
  for (const part of slip.querySelectorAll("[data-word]")) part.hidden = !part.dataset.word.split(" ").includes(word);
  for (const place of slip.querySelectorAll("[data-made]")) place.textContent = made ? moment(made) : "";
  for (const place of slip.querySelectorAll("[data-issuer]")) place.textContent = key?.name ?? "";
  for (const place of slip.querySelectorAll("[data-fact]")) {
    const value = facts?.[place.dataset.fact];
    const row = place.closest("[data-row]") ?? place;
    row.hidden = value === null || value === undefined || value === "";
    place.textContent = DAYS.includes(place.dataset.fact) ? inFigures(value) : (value ?? "");
  }
  slip.querySelector("[data-facts]").hidden = !facts;
}

async function answer(digits, code) {
  if (!digits || !code) return { word: "none" };
  if (!window.crypto?.subtle) return { word: "unable" };
  let needed;
  try {
    const response = await fetch(NEEDED);
    if (!response.ok) return { word: "unable" };
    needed = await response.json();
  } catch {
    return { word: "unable" };
  }
  return { ...(await check(digits, code, needed)), made: needed.made_at };
}

const inFigures = (day) => (day ? [day % 100, Math.floor(day / 100) % 100].map((part) => String(part).padStart(2, "0")).join("/") + `/${Math.floor(day / 10000)}` : "");

function moment(text) {
  return new Date(text).toLocaleString("vi-VN", { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", year: "numeric", timeZone: "Asia/Ho_Chi_Minh" });
}

/* Puts the check by, at most once an hour, and says so. */
async function keep() {
  if (!("serviceWorker" in navigator) || !window.caches) return;
  if (!withoutNetwork) {
    await navigator.serviceWorker.register("/verify/worker.js", { scope: "/verify/" });
    const { active } = await navigator.serviceWorker.ready;
    const before = await copy();
    if (!before || Date.now() - new Date(before) > AGAIN) await asked(active);
  }
  const since = await copy();
  if (!saved || !since) return;
  saved.querySelector("[data-saved-moment]").textContent = moment(since);
  saved.hidden = false;
}

const copy = async () => (await (await caches.open("coso-verify-1")).match(NEEDED, { ignoreVary: true }))?.headers.get("X-Saved-At");

const asked = (worker) => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = resolve;
  worker.postMessage({ keep: true }, [port2]);
});

addEventListener("hashchange", show);
await show();
keep().catch((error) => console.info("the check is not kept on this device", error));
