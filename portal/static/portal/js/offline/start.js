/* On pages whose work can be done without a network: makes them open without one, sends what waits, and brings saved
   modules up to date. */

import { manifestOf, records, remove, save, supported } from "./copies.js";
import { settled } from "./here.js";
import { drop, mine, sync, whenReached } from "./outbox.js";
import { toast } from "../toast.js";

const page = document.querySelector("[data-keep-page]");
const OF_LESSONS = ["lesson_reading", "lesson_finished", "lesson_played"]; // nobody waits for an answer to these
const BETWEEN_LOOKS = 10 * 60 * 1000;
const LOOKED = "coso-looked-for-changes";

if ("serviceWorker" in navigator && document.body.dataset.user) {
  navigator.serviceWorker.register("/offline/worker.js", { scope: "/" }).then(async () => {
    const { active } = await navigator.serviceWorker.ready;
    await settled;
    for (const address of (page?.dataset.keepPage ?? "").split(" ").filter(Boolean)) active.postMessage({ keep: address });
  }, () => undefined); // a browser that allows none works as without: pages need the network, the outbox does not
}

async function sendWaiting() {
  const before = (await mine()).filter((one) => one.state === "waiting");
  if (!before.length) return;
  const { results } = await sync();
  for (const sentence of new Set(results.map((one) => one.sentence).filter(Boolean))) toast(sentence);
  for (const one of await mine()) if (one.state === "refused" && OF_LESSONS.includes(one.kind)) await drop(one.id);
}

/* A saved module that changed is saved anew, of it only what changed; one that is not open any more goes. */
async function bringUpToDate() {
  if (!supported || !navigator.onLine || Date.now() - Number(sessionStorage.getItem(LOOKED)) < BETWEEN_LOOKS) return;
  sessionStorage.setItem(LOOKED, String(Date.now()));
  await settled;
  for (const record of await records()) {
    try {
      const manifest = await manifestOf(`${record.url}offline.json`);
      if (manifest === null) await remove(record.module);
      else if (manifest.version !== record.version) await save(manifest, { media: record.media });
    } catch (error) {
      console.info("saved copies stay as they are", error); // the network went, or there is no room: tried again later
    }
  }
}

if (document.body.dataset.user && !page?.hasAttribute("data-sends-itself")) {
  whenReached(sendWaiting);
  addEventListener("online", bringUpToDate);
  sendWaiting();
  bringUpToDate();
}
