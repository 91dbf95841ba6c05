/* The portal's side of a package. The frame stands on another origin and can only send messages; what it reports goes
   into the outbox under the page and the part that this page opened, whatever the frame says of them. */

import { drop, keep, mine, sync, whenReached } from "../offline/outbox.js";

const player = JSON.parse(document.getElementById("player").textContent);
const frame = document.querySelector("[data-frame]");
const line = document.querySelector("[data-saved]");
const { origin } = player;

const KIND = "package_state";
const SESSION = crypto.randomUUID();
const LARGEST = 500_000;
const PAUSE = 1500; // between two sendings, however often the content reports
const PATIENCE = 2500; // how long leaving waits for the content to end and the server to answer
const PATIENCE_OF_MOVES = 15000;
const HIDDEN = { type: "hidden" };
const LEFT_OUT = ["exit", "session_time"];

let number = 0;
let last; // the newest report in the outbox: it holds all that the earlier ones held
let latest = Promise.resolve();
let timer, closed, leaving;
let judged = 0; // in a sequenced package, the change after which the server last said what may be opened
let unjudged; // the report that it has not heard yet

const send = (message) => frame.contentWindow.postMessage({ package: true, ...message }, origin);

function say(state, detail = "") {
  line.textContent = `${line.dataset[`words${state[0].toUpperCase()}${state.slice(1)}`]} ${detail}`.trim();
  line.dataset.tone = { offline: "warn", out: "warn", refused: "bad" }[state] ?? "";
}

/* What waits in the outbox is newer than what the server gave with the page. */
async function newest() {
  const waiting = (await mine(KIND)).filter((one) => one.state === "waiting" && one.body.item === player.item);
  const state = waiting.filter((one) => one.body.runtime).at(-1);
  if (!state || (player.sequenced && player.runtime.entry === "ab-initio")) return player.runtime;
  last = state.id;
  const { core, ...rest } = state.body.runtime;
  const without = (part) => Object.fromEntries(Object.entries(part).filter(([name]) => !LEFT_OUT.includes(name)));
  const found = { ...player.runtime, ...without(rest) };
  if (core) found.core = { ...player.runtime.core, ...without(core), entry: "resume" };
  else if (player.kind !== "h5p") found.entry = "resume";
  return found;
}

async function begin() {
  const valid = player.valid && { ...player.valid, changes: 0 };
  send({ open: player.item, address: player.address, runtime: await newest(), valid });
  deliver();
}

async function take({ runtime, ended, statement, request, changes }) {
  number += 1;
  const body = { page: player.page, item: player.item, session: SESSION, number };
  if (runtime) Object.assign(body, { runtime, ended: Boolean(ended) });
  const asked = player.sequenced && ended && !leaving && request !== "_none_" ? request : "";
  if (asked) body.request = asked;
  if (statement) body.statements = [{ ...statement, id: crypto.randomUUID(), timestamp: new Date().toISOString() }];
  if (JSON.stringify(body).length > LARGEST) return;
  const before = last;
  const operation = await keep(KIND, body);
  if (runtime) {
    last = operation.id;
    if (before) await drop(before);
  }
  say("busy");
  const ruled = player.sequenced && (ended || changes > judged);
  if (ruled) unjudged = { operation: operation.id, changes, asked };
  if (ended || ruled) await deliver();
  else timer ??= setTimeout(deliver, PAUSE);
}

async function deliver() {
  clearTimeout(timer);
  timer = undefined;
  const { state, results } = await sync();
  const refused = results.find((one) => (one.first ?? one.state) === "refused" || one.state === "refused");
  if (refused) say("refused", refused.sentence);
  else if (state === "done") {
    say("done");
    await goOn();
  } else say(state === "offline" ? "offline" : "out");
}

/* In a sequenced package the server has judged what was reported: it has led on, or other ways are open now. */
async function goOn() {
  if (!unjudged || leaving) return;
  const { operation, changes, asked } = unjudged;
  if ((await mine(KIND)).some((one) => one.id === operation && one.state === "waiting")) return;
  unjudged = undefined;
  if (asked === "suspendAll") finish();
  else if (asked) {
    leaving = true;
    location.assign(location.pathname);
  } else await showWhatIsOpen(changes);
}

async function showWhatIsOpen(changes) {
  const response = await fetch(location.pathname).catch(() => undefined);
  if (!response?.ok || response.redirected) return;
  const text = await response.text();
  if (leaving) return; // a form that is on its way stays where it is
  const fresh = new DOMParser().parseFromString(text, "text/html");
  for (const place of ["[data-turn]", "[data-contents]"]) {
    const found = fresh.querySelector(place);
    if (found) document.querySelector(place)?.replaceWith(found);
  }
  judged = changes;
  const next = fresh.getElementById("player");
  if (next) send({ report: player.item, valid: { ...JSON.parse(next.textContent).valid, changes } });
}

/* SCORM content may ask to be led on, or away. */
function follow(request) {
  if (player.sequenced) return;
  if (["continue", "previous"].includes(request)) document.querySelector(`[data-part="${request}"]`)?.click();
  else if (/^(exit|exitAll|suspendAll|abandon|abandonAll)$/.test(request)) finish();
}

function finish() {
  leaving = true;
  frame.hidden = true;
  frame.src = "about:blank";
  document.querySelector("[data-finished]").hidden = false;
}

addEventListener("message", (event) => {
  if (event.origin !== origin || event.source !== frame.contentWindow || !event.data?.package) return;
  const message = event.data;
  if (message.finished) finish();
  else if (player.launch) return;
  else if (message.ready) begin();
  else if (message.closed) closed?.();
  else if (message.report) {
    if (message.runtime || message.statement) latest = latest.then(() => take(message));
    if (message.request) latest.then(() => follow(message.request));
  }
});

/* Leaving by a link: the content ends first, and what it then reports is sent. */
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!link || leaving || event.defaultPrevented || event.metaKey || event.ctrlKey || link.target) return;
  event.preventDefault();
  leaving = true;
  if (player.launch) return takeAway(link.href);
  await closeContent(PATIENCE);
  location.assign(link.href);
});

async function closeContent(patience) {
  const done = new Promise((resolve) => (closed = resolve)).then(() => latest).then(deliver);
  send({ close: true });
  return Promise.race([done, new Promise((resolve) => setTimeout(resolve, patience))]);
}

/* Moving in a sequenced package: the server must have heard all of the part before it judges the move. */
document.addEventListener("submit", async (event) => {
  if (!event.target.matches("[data-moves]") || leaving) return;
  event.preventDefault();
  leaving = true;
  const { target: form, submitter } = event;
  if ((await closeContent(PATIENCE_OF_MOVES)) === "offline") {
    leaving = false;
    return;
  }
  if (submitter) form.append(Object.assign(document.createElement("input"), HIDDEN, named(submitter)));
  form.submit();
});

const named = ({ name, value }) => ({ name, value });

/* Content of cmi5 ends when its window goes; a moment for its last words. */
function takeAway(address) {
  frame.src = "about:blank";
  setTimeout(() => location.assign(address), 400);
}

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") deliver();
});
whenReached(deliver);

const full = document.querySelector("[data-full]");
if (full && document.fullscreenEnabled) {
  full.hidden = false;
  full.addEventListener("click", () => frame.requestFullscreen());
}

/* A unit of cmi5 speaks with the server itself; what it needs for that is made when it is launched. */
async function launch() {
  const response = await fetch(player.launch, { method: "POST", headers: { "X-CSRFToken": player.token } });
  if (response.ok && !response.redirected) frame.src = (await response.json()).address;
  else say(response.redirected ? "out" : "offline");
}

if (player.launch) launch().catch(() => say("offline"));
else frame.src = player.frame;
