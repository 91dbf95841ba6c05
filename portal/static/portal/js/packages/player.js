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
const LEFT_OUT = ["exit", "session_time"];

let number = 0;
let last; // the newest report in the outbox: it holds all that the earlier ones held
let latest = Promise.resolve();
let timer, closed, leaving;

const send = (message) => frame.contentWindow.postMessage({ package: true, ...message }, origin);

function say(state, detail = "") {
  line.textContent = `${line.dataset[`words${state[0].toUpperCase()}${state.slice(1)}`]} ${detail}`.trim();
  line.dataset.tone = { offline: "warn", out: "warn", refused: "bad" }[state] ?? "";
}

/* What waits in the outbox is newer than what the server gave with the page. */
async function newest() {
  const waiting = (await mine(KIND)).filter((one) => one.state === "waiting" && one.body.item === player.item);
  const state = waiting.filter((one) => one.body.runtime).at(-1);
  if (!state) return player.runtime;
  last = state.id;
  const { core, ...rest } = state.body.runtime;
  const without = (part) => Object.fromEntries(Object.entries(part).filter(([name]) => !LEFT_OUT.includes(name)));
  const found = { ...player.runtime, ...without(rest) };
  if (core) found.core = { ...player.runtime.core, ...without(core), entry: "resume" };
  else if (player.kind !== "h5p") found.entry = "resume";
  return found;
}

async function begin() {
  send({ open: player.item, address: player.address, runtime: await newest() });
  deliver();
}

async function take({ runtime, ended, statement }) {
  number += 1;
  const body = { page: player.page, item: player.item, session: SESSION, number };
  if (runtime) Object.assign(body, { runtime, ended: Boolean(ended) });
  if (statement) body.statements = [{ ...statement, id: crypto.randomUUID(), timestamp: new Date().toISOString() }];
  if (JSON.stringify(body).length > LARGEST) return;
  const before = last;
  const operation = await keep(KIND, body);
  if (runtime) {
    last = operation.id;
    if (before) await drop(before);
  }
  say("busy");
  if (ended) await deliver();
  else timer ??= setTimeout(deliver, PAUSE);
}

async function deliver() {
  clearTimeout(timer);
  timer = undefined;
  const { state, results } = await sync();
  const refused = results.find((one) => (one.first ?? one.state) === "refused" || one.state === "refused");
  if (refused) say("refused", refused.sentence);
  else if (state === "done") say("done");
  else say(state === "offline" ? "offline" : "out");
}

/* SCORM content may ask to be led on, or away. */
function follow(request) {
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
  const done = new Promise((resolve) => (closed = resolve)).then(() => latest).then(deliver);
  send({ close: true });
  await Promise.race([done, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  location.assign(link.href);
});

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
