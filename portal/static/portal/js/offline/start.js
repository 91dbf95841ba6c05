/* On pages whose work can be done without a network: makes them open without one, and sends what waits. */

import { mine, sync } from "./outbox.js";
import { toast } from "../toast.js";

const page = document.querySelector("[data-keep-page]");

if ("serviceWorker" in navigator && document.body.dataset.user) {
  navigator.serviceWorker.register("/offline/worker.js", { scope: "/" }).then(async () => {
    const { active } = await navigator.serviceWorker.ready;
    for (const address of (page?.dataset.keepPage ?? "").split(" ").filter(Boolean)) active.postMessage({ keep: address });
  }, () => undefined); // a browser that allows none works as without: pages need the network, the outbox does not
}

async function sendWaiting() {
  const before = (await mine()).filter((one) => one.state === "waiting");
  if (!before.length) return;
  const { results } = await sync();
  for (const result of results) toast(result.sentence);
}

if (document.body.dataset.user && !page?.hasAttribute("data-sends-itself")) {
  addEventListener("online", sendWaiting);
  sendWaiting();
}
