/* SCORM's runtime beside the content, on the packages' own origin. The content finds it where SCORM says: as API or
   API_1484_11 of a window above its own. What the content reports goes to the portal's page, a moment after each change
   and at once when it commits or ends, so that closing the window loses nothing. */

import { hear, tell } from "./portal.js";

const IS_2004 = document.body.dataset.edition === "scorm2004";
const NAME = IS_2004 ? "API_1484_11" : "API";
const CALLS = IS_2004
  ? { begin: "Initialize", set: "SetValue", commit: "Commit", end: "Terminate" }
  : { begin: "LMSInitialize", set: "LMSSetValue", commit: "LMSCommit", end: "LMSFinish" };
const PAUSE = 250;
const VALID = /^adl\.nav\.request_valid\.(?:(choice|jump)\.\{target=(.+)\}|(\w+))$/;
const RULED_BY = /^cmi\.(completion_status|success_status|score\.|progress_measure|objectives\.\d|exit)/;

let api, current, timer, frame;
let valid; // what the portal would grant now, where the package is sequenced
let changes = 0; // how often something was set on which that rests
let asked = "";

function open(message) {
  close();
  current = message.open;
  const Runtime = IS_2004 ? Scorm2004API : Scorm12API;
  api = new Runtime({ autocommit: false, logLevel: 5, alwaysSendTotalTime: true, mastery_override: false });
  api.loadFromJSON(message.runtime, "cmi");
  window[NAME] = api;
  valid = message.valid;
  changes = 0;
  asked = "";
  if (valid) answerWhatIsValid();
  const own = current;
  api.on(CALLS.begin, () => report(own, "begin"));
  api.on(CALLS.set, (name, value) => {
    if (name === "adl.nav.request") asked = value;
    if (RULED_BY.test(name)) changes += 1;
    clearTimeout(timer);
    timer = setTimeout(report, PAUSE, own, "set");
  });
  api.on(CALLS.commit, () => report(own, "commit"));
  api.on(CALLS.end, () => report(own, "end"));
  frame = document.createElement("iframe");
  frame.className = "content-frame";
  frame.title = document.title;
  frame.allow = "fullscreen; autoplay";
  frame.src = message.address;
  document.body.append(frame);
}

function report(item, what) {
  clearTimeout(timer);
  if (item !== current) return;
  const ended = what === "end";
  const { cmi } = api.renderCommitCMI(ended, true);
  tell({ report: item, what, runtime: cmi, ended, request: ended ? asked : "", changes });
}

/* adl.nav.request_valid: the portal judges it. Between a change and the portal's answer to it, it is unknown. */
function answerWhatIsValid() {
  const plain = api.GetValue.bind(api);
  api.GetValue = (name) => {
    const given = plain(name);
    const found = VALID.exec(name);
    if (!found || api.GetLastError() !== "0") return given;
    const [, aimed, target, request] = found;
    const granted = valid.changes === changes ? (aimed ? valid[aimed][target] : valid[request]) : undefined;
    return granted === undefined ? "unknown" : String(granted);
  };
}

/* Takes the content away: it then ends by itself, as SCORM content does when its window closes. */
function close() {
  if (!frame) return;
  frame.remove();
  frame = undefined;
  if (api.isInitialized()) report(current, "set");
  current = undefined;
}

hear((message) => {
  if (message.open) open(message);
  if (message.valid && message.report === current) valid = message.valid;
  if (message.close) {
    close();
    tell({ closed: true });
  }
});
tell({ ready: true });
