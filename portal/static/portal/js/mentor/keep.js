/* Keeps the present mentorships on this device, by itself and sealed, while a network is there: home, the posting, the log
   and the open forms. What changed since is fetched anew. */

import { settled } from "../offline/here.js";
import { unlocked } from "../offline/unlock.js";
import { AROUND, cacheOf, keepOnly, leftOut, recordOf } from "./records.js";

const ADDRESS = "/mentor/offline.json";
const BETWEEN_LOOKS = 60 * 1000;
const LOOKED = "coso-mentor-looked";

/* Brings everything up to date; answers whether a network was there. */
export async function bringUpToDate() {
  const answer = await fetch(ADDRESS, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return false;
  const { around, postings } = await answer.json();
  const wanted = postings.filter((one) => !leftOut().includes(String(one.id)));
  await keepOnly(wanted.map((one) => one.id));
  for (const one of [{ id: AROUND, pages: around.pages, mark: around.mark }, ...wanted]) {
    if ((await recordOf(one.id))?.mark !== one.mark) await save(one);
  }
  return true;
}

async function save({ pages, ...record }) {
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  active.postMessage({ seal: { cache: cacheOf(record.id), pages, record } }, [port2]);
  const answer = await answered;
  if (answer.error) throw new DOMException(answer.error, answer.name);
}

async function start() {
  if (!window.caches || !navigator.serviceWorker || document.body.dataset.savedAt || !navigator.onLine) return;
  await settled;
  if (!(await unlocked) || Date.now() - Number(sessionStorage.getItem(LOOKED)) < BETWEEN_LOOKS) return;
  await bringUpToDate();
  sessionStorage.setItem(LOOKED, String(Date.now())); // not before: whoever leaves this page at once has nothing yet
  dispatchEvent(new CustomEvent("mentoring:kept"));
}

start().catch((error) => console.info("what is kept of mentoring stays as it is", error)); // no network, or no room
