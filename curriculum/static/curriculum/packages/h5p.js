/* The H5P player on the packages' own origin. Statements go to the portal's page as they come, the state of the work
   when it has changed. */

import { hear, tell } from "./portal.js";

const { frameJs, frameCss, storageJs } = document.body.dataset;
const ID = "content";
const OFTEN = 2000;

let current, kept;

async function open(message) {
  if (current) return;
  current = message.open;
  kept = message.runtime.state ?? "";
  const options = { id: ID, h5pJsonPath: message.address, frameJs, frameCss, customJs: storageJs, saveFreq: OFTEN / 1000 };
  if (kept) options.contentUserData = [{ dataType: "state", previousState: kept, subContentId: "0" }];
  await new H5PStandalone.H5P(document.getElementById("content"), options);
  H5P.externalDispatcher.on("xAPI", ({ data }) => {
    tell({ report: current, what: "statement", statement: JSON.parse(JSON.stringify(data.statement)) });
    remember();
  });
  tell({ report: current, what: "begin" });
  setInterval(remember, OFTEN);
}

function remember() {
  const within = document.querySelector("iframe.h5p-iframe")?.contentWindow.H5P ?? H5P;
  const state = JSON.stringify(within.instances?.[0]?.getCurrentState?.() ?? null);
  if (state === "null" || state === kept) return;
  kept = state;
  tell({ report: current, what: "set", runtime: { state } });
}

hear((message) => {
  if (message.open) open(message);
  if (message.close) {
    if (current) remember();
    tell({ closed: true });
  }
});
tell({ ready: true });
