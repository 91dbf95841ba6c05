/* What was done on this device and has not reached the server: kept in IndexedDB, sent to the one sync endpoint.

   An operation: { id, user, kind, made_at, page, mark, body, state: "waiting" | "refused", sentence }.
   made_at is by this device's clock, right or wrong. While the page that made it stays open, mark says the same by the
   page's own clock, which nobody can set. The server puts both right (portal/offline/clocks.py). */

const NAME = "coso-outbox";
const STORE = "operations";
const ADDRESS = "/offline/sync/";
const PAGE = crypto.randomUUID();
let opened;
let running;

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
  const operation = made(kind, body, ago);
  await run("readwrite", (store) => store.put(operation));
  return operation;
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

export const drop = (id) => run("readwrite", (store) => store.delete(id));

export async function mine(kind) {
  const all = await run("readonly", (store) => store.getAll());
  return all.filter((one) => one.user === user() && (!kind || one.kind === kind));
}

/* Takes everything of this person off the device; answers how many had not been sent. */
export async function clear() {
  const all = await mine();
  for (const one of all) await drop(one.id);
  return all.length;
}

/* This installation, by a name it gave itself: two people who check in from one phone are seen by the lecturer. */
export function installation() {
  let name = localStorage.getItem("coso-installation");
  if (!name) {
    name = crypto.randomUUID();
    localStorage.setItem("coso-installation", name);
  }
  return name;
}

/* Sends what waits. Answers { state, results }: "done", "offline" (kept for later), "signed_out" or "other" (the
   session is another person's: nothing was sent). A second call while one is under way waits for it and goes after. */
export function sync() {
  running = (running ?? Promise.resolve()).then(send, send);
  return running;
}

async function send() {
  const waiting = (await mine()).filter((one) => one.state === "waiting");
  if (!waiting.length) return { state: "done", results: [] };
  let greeting, device, mark, response;
  try {
    const asked = Date.now();
    const askedMark = performance.now();
    const hello = await fetch(ADDRESS, { headers: { Accept: "application/json" } });
    device = (asked + Date.now()) / 2;
    mark = (askedMark + performance.now()) / 2;
    if (hello.redirected || hello.status === 403) return { state: "signed_out", results: [] };
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
    elapsed: page === PAGE ? Math.max(moment.mark - mark, 0) : null,
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
  else await run("readwrite", (store) => store.put({ ...operation, state: "refused", sentence: result.sentence }));
}
