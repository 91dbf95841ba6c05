/* What was done on this device and has not reached the server: kept in IndexedDB, sent to the one sync endpoint.

   An operation: { id, user, kind, made_at, page, mark, body, state: "waiting" | "refused", sentence }. The body of what
   mentoring does, the diary too, is kept sealed (vault.js); while nobody is signed in it stays shut, and is sent after the next sign-in.
   made_at is by this device's clock, right or wrong. While the page that made it stays open, mark says the same by the
   page's own clock, which nobody can set. The server puts both right (portal/offline/clocks.py). */

import { installation, revoked } from "./device.js";

const NAME = "coso-outbox";
const STORE = "operations";
const ADDRESS = "/offline/sync/";
const PAGE = crypto.randomUUID();
export const SEALED = /^(mentoring|diary)_/;
const MOST_LETTERS = 1_500_000; // in one request: photographs are long
const MOST_AT_ONCE = 200; // as the server reads (portal/offline/reading.py)
const RETRY_FIRST = 2000;
const RETRY_MOST = 60000;
let opened;
let running;
let wait = RETRY_FIRST;
let timer;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function run(mode, act) {
  const transaction = (await database()).transaction(STORE, mode);
  const request = act(transaction.objectStore(STORE));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export const user = () => document.body.dataset.user ?? "";

/* Puts an operation by. ``ago`` is how many milliseconds before now it was done. */
export async function keep(kind, body, { ago = 0 } = {}) {
  const operation = await inOrder(made(kind, body, ago));
  const kept = await shut(operation);
  await run("readwrite", (store) => store.put(kept));
  return operation;
}

/* What mentoring does stands on what was done before it (handed in, then confirmed): a clock set back must not turn that
   round. */
async function inOrder(operation) {
  if (!SEALED.test(operation.kind)) return operation;
  const all = await run("readonly", (store) => store.getAll());
  const before = all.filter((one) => SEALED.test(one.kind)).map((one) => one.made_at).sort().at(-1);
  if (!before || before < operation.made_at) return operation;
  return { ...operation, made_at: new Date(Date.parse(before) + 1).toISOString() };
}

/* As it lies on the device. */
async function shut(operation) {
  if (!SEALED.test(operation.kind)) return operation;
  const { body, sealed, ...open } = operation;
  if (!body) return { ...open, sealed };
  const { seal } = await import("./vault.js");
  return { ...open, sealed: await seal(body) };
}

/* As it is worked with; ``closed`` where the key it was sealed with is not here. */
async function unshut(kept) {
  if (!kept.sealed) return kept;
  const { unseal } = await import("./vault.js");
  const body = await unseal(kept.sealed);
  return { ...kept, body: body ?? {}, closed: !body };
}

function made(kind, body, ago = 0) {
  return {
    id: crypto.randomUUID(),
    user: user(),
    kind,
    made_at: new Date(Date.now() - ago).toISOString(),
    page: PAGE,
    mark: performance.now() - ago,
    body,
    state: "waiting",
    sentence: "",
  };
}

/* The same in place of what waits and says less: of reading in one lesson, only the furthest place need be sent. */
export async function keepInstead(kind, same, body) {
  if (SEALED.test(kind)) return keepSealedInstead(await inOrder(made(kind, body)), same);
  const operation = made(kind, body);
  await run("readwrite", (store) => {
    const all = store.getAll();
    all.onsuccess = () => {
      const says = (one) => one.user === operation.user && one.kind === kind && one.state === "waiting" && same(one.body);
      for (const one of all.result) if (says(one)) store.delete(one.id);
      store.put(operation);
    };
  });
  return operation;
}

async function keepSealedInstead(operation, same) {
  const kept = await shut(operation);
  const before = (await mine(operation.kind)).filter((one) => one.state === "waiting" && !one.closed && same(one.body));
  await run("readwrite", (store) => {
    for (const one of before) store.delete(one.id);
    store.put(kept);
  });
  return operation;
}

export const drop = (id) => run("readwrite", (store) => store.delete(id));

export async function mine(kind) {
  const all = await run("readonly", (store) => store.getAll());
  return Promise.all(all.filter((one) => one.user === user() && (!kind || one.kind === kind)).map(unshut));
}

/* Takes everything of this person off the device; answers how many had not been sent. */
export async function clear() {
  const all = await mine();
  for (const one of all) await drop(one.id);
  return all.length;
}

/* Sends what waits. Answers { state, results }: "done", "offline" (kept for later), "signed_out" or "other" (the
   session is another person's: nothing was sent). A second call while one is under way waits for it and goes after. */
export function sync() {
  running = (running ?? Promise.resolve()).then(send, send);
  return running;
}

/* Does ``act`` whenever what waits may go again: the network is back, or it never went and no answer came. */
export function whenReached(act) {
  for (const name of ["online", "outbox:again"]) addEventListener(name, () => act());
}

/* A weak network is a network to the browser, and says nothing when it gets better: it is tried after two seconds, then ever
   more rarely, and when the page is looked at again. */
function later() {
  clearTimeout(timer);
  timer = setTimeout(again, wait);
  wait = Math.min(wait * 2, RETRY_MOST);
}

function again() {
  clearTimeout(timer);
  timer = undefined;
  if (navigator.onLine) dispatchEvent(new Event("outbox:again"));
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && timer) again();
});

async function send() {
  const answer = await sendAll();
  if (answer.state === "offline") later();
  else wait = RETRY_FIRST;
  return answer;
}

async function sendAll() {
  const waiting = (await mine()).filter((one) => one.state === "waiting" && !one.closed);
  const results = [];
  for (const letter of letters(waiting)) {
    const answer = await sendLetter(letter);
    results.push(...answer.results);
    if (answer.state !== "done") return { state: answer.state, results };
  }
  return { state: "done", results };
}

/* What waits, in the order in which it was done, in letters the server takes. */
function letters(waiting) {
  const made = [];
  let size = Infinity;
  for (const one of [...waiting].sort((one, other) => one.made_at.localeCompare(other.made_at))) {
    const length = JSON.stringify(one.body).length;
    if (size + length > MOST_LETTERS || made.at(-1).length === MOST_AT_ONCE) {
      made.push([]);
      size = 0;
    }
    made.at(-1).push(one);
    size += length;
  }
  return made;
}

async function sendLetter(waiting) {
  let greeting, device, mark, response;
  try {
    const asked = Date.now();
    const askedMark = performance.now();
    const hello = await fetch(ADDRESS, { headers: { Accept: "application/json", "X-Device": installation() } });
    device = (asked + Date.now()) / 2;
    mark = (askedMark + performance.now()) / 2;
    if (hello.redirected || hello.status === 403) return { state: "signed_out", results: [] };
    if (hello.status === 410) {
      await revoked();
      return { state: "signed_out", results: [] };
    }
    if (!hello.ok) return { state: "offline", results: [] };
    greeting = await hello.json();
    if (greeting.user !== user()) return { state: "other", results: [] };
    response = await post(waiting, { device, mark }, greeting);
  } catch {
    return { state: "offline", results: [] };
  }
  if (response.redirected || response.status === 403) return { state: "signed_out", results: [] };
  if (!response.ok) return { state: "offline", results: [] };
  const { results } = await response.json();
  for (const result of results) await settle(result, waiting.find((one) => one.id === result.id));
  dispatchEvent(new CustomEvent("outbox:answered", { detail: results }));
  return { state: "done", results };
}

function post(waiting, moment, greeting) {
  const operations = waiting.map(({ id, kind, made_at, page, mark, body }) => ({
    id,
    kind,
    made_at,
    elapsed: page === PAGE && !SEALED.test(kind) ? Math.max(moment.mark - mark, 0) : null,
    body,
  }));
  return fetch(ADDRESS, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": greeting.token },
    body: JSON.stringify({ client_time: new Date(moment.device).toISOString(), server_time: greeting.now, operations }),
  });
}

async function settle(result, operation) {
  const outcome = result.state === "duplicate" ? result.first : result.state;
  if (outcome === "accepted") await drop(operation.id);
  else {
    const kept = await shut({ ...operation, state: "refused", sentence: result.sentence });
    await run("readwrite", (store) => store.put(kept));
  }
}
