/* The service worker: lets pages open without a network.

   A page is fetched as ever; those of the list, and those of a module saved on this device (copies.js), leave a copy. Only
   when no answer comes is the copy shown, and it says when it was made (here.js). Copies hold what the signed-in person
   saw; they are closed while nobody is signed in and removed when that person signs out (app.js) or another one signs in.
   What is recorded on a page waits in the outbox (outbox.js), never here.

   Pages of mentoring are copied sealed (vault.js, which the server puts before this file): keep.js says which. Without a key
   they stay shut, and a page that says nothing of anybody is shown instead. */

const COPIES = "coso-copies-1";
const OWNER = "coso-copies-owner";
const MODULE = "coso-copies-module-";
const SEALED = "coso-copies-mentor-";
const SEALED_PAGES = /^\/mentor\//;
const RECORD = "/offline/record";
const PAGES = [
  /^\/learn\/$/,
  /^\/learn\/(check-in|lessons|notes|saved)\/$/,
  /^\/learn\/programmes\/\d+\/$/,
  /^\/learn\/attempts\/\d+\/$/,
  /^\/learn\/assignments\/\d+\/$/,
  /^\/teach\/meetings\/\d+\/$/,
];
const ELSEWHERE = /^\/(admin|accounts|documents|media|static|offline|api|verify|calendar)\//;
const INSTEAD = "/learn/saved/"; // shown for a page of which there is no copy; lists what is saved
const SEALED_INSTEAD = "/mentor/saved/";
const CLOSED = "/offline/closed/";
const FIRST = "/home/"; // where the installed app begins: the server leads on from there
const MARKED = /\.[0-9a-f]{12}\.\w+$/;
const PATIENCE = 5000;

const ours = (url) => url.origin === location.origin;
const isAsset = (url) => ours(url) && url.pathname.startsWith("/static/");
const isKept = (url) => ours(url) && (!url.search || url.pathname === "/learn/check-in/") && PAGES.some((page) => page.test(url.pathname));

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || !ours(url)) return;
  if (request.mode === "navigate") {
    if (!ELSEWHERE.test(url.pathname)) event.respondWith(page(request, url));
  } else if (isAsset(url)) event.respondWith(MARKED.test(url.pathname) ? lasting(request) : fresh(request));
  else if (/^\/(media|documents|question-pictures)\//.test(url.pathname)) event.respondWith(file(request, url));
});

self.addEventListener("message", (event) => {
  const { keep, assetsOf, cache, around, seal: sealed } = event.data ?? {};
  if (sealed) event.waitUntil(keepSealed(sealed).then(...answering(event.ports[0])));
  if (keep) event.waitUntil(keepPage(new URL(keep, location.origin)));
  if (assetsOf) event.waitUntil(keepAssetsOf(assetsOf, cache, around).then(...answering(event.ports[0])));
});

const answering = (port) => [() => port.postMessage({}), (error) => port.postMessage({ error: error.message, name: error.name })];

/* --- Pages ------------------------------------------------------------------------------------------------------ */

/* From the server; the copy when no answer comes, or none within five seconds on a network that crawls. */
async function page(request, url) {
  const found = await copyOf(url.pathname);
  const answer = fetch(request).then(async (response) => {
    if (response.ok && !response.redirected) await refresh(url, response.clone(), found?.cache);
    return response;
  });
  if (!found) return answer.catch((error) => instead(url, error));
  const tired = new Promise((resolve) => setTimeout(resolve, PATIENCE)).then(() => shown(found.copy));
  return Promise.race([answer.catch(() => shown(found.copy)), tired]);
}

/* The page as the server just gave it, in place of its copy. */
async function refresh(url, response, cache) {
  if (SEALED_PAGES.test(url.pathname)) {
    if (cache && !url.search) await (await caches.open(cache)).put(url.pathname, await sealedAnswer(await response.text(), response.headers));
  } else if (cache?.startsWith(MODULE) && !url.search) await (await caches.open(cache)).put(url.pathname, dated(response));
  else if (isKept(url)) await (await caches.open(COPIES)).put(url.pathname, dated(response));
}

/* The copy of an address: of a saved module, else of the pages that are always kept. Nothing while nobody is signed in. */
async function copyOf(path) {
  const owner = await (await caches.open(OWNER)).match("/offline/owner");
  if (owner && !(await owner.json()).open) return undefined;
  if (SEALED_PAGES.test(path)) return sealedCopyOf(path);
  for (const cache of [...(await savedModules()), COPIES]) {
    const copy = await (await caches.open(cache)).match(path);
    if (copy) return { copy, cache };
  }
  return undefined;
}

async function savedModules() {
  const names = (await caches.keys()).filter((name) => name.startsWith(MODULE));
  const whole = await Promise.all(names.map(async (name) => (await caches.open(name)).match("/offline/record")));
  return names.filter((_name, place) => whole[place]);
}

function dated(response) {
  const headers = new Headers(response.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  headers.set("X-Saved-At", new Date().toISOString());
  return new Response(response.body, { headers });
}

async function shown(copy, mark = "") {
  const moment = copy.headers.get("X-Saved-At");
  const html = await copy.text();
  const body = `<body${moment ? ` data-saved-at="${moment}"` : ""}${mark}`;
  return new Response(html.replace("<body", body), { headers: copy.headers });
}

async function instead(url, error) {
  if (url.pathname === FIRST) return firstPage(error);
  const sealed = SEALED_PAGES.test(url.pathname);
  const found = await copyOf(sealed ? SEALED_INSTEAD : INSTEAD);
  const closed = sealed && !found ? await (await caches.open(COPIES)).match(CLOSED) : undefined;
  if (closed) return closed;
  if (!found) throw error;
  return shown(found.copy, ` data-missing="${encodeURI(url.pathname)}"`);
}

async function firstPage(error) {
  for (const path of ["/mentor/", "/mentor/my-posting/", "/learn/"]) if (await copyOf(path)) return Response.redirect(path);
  const closed = await (await caches.open(COPIES)).match(CLOSED);
  if (!closed) throw error;
  return closed;
}

/* --- Pages of mentoring, sealed ----------------------------------------------------------------------------------- */

async function sealedAnswer(text, headers) {
  const { iv, data } = await seal(text);
  const kept = new Headers(headers);
  for (const name of ["Content-Encoding", "Content-Length"]) kept.delete(name);
  kept.set("X-Saved-At", new Date().toISOString());
  return new Response(new Blob([iv, data]), { headers: kept });
}

async function unsealedAnswer(copy) {
  const bytes = await copy.arrayBuffer();
  const text = await unseal({ iv: new Uint8Array(bytes, 0, 12), data: bytes.slice(12) });
  return text === undefined ? undefined : new Response(text, { headers: copy.headers });
}

async function sealedCopyOf(path) {
  for (const cache of (await caches.keys()).filter((name) => name.startsWith(SEALED))) {
    const copy = await (await caches.open(cache)).match(path);
    const open = copy && (await unsealedAnswer(copy));
    if (open) return { copy: open, cache };
  }
  return undefined;
}

/* Puts the pages of one posting by, sealed, with everything they are made of; the record last, sealed too. A page that is no
   longer there for this person is left out, and an older copy of it goes. */
async function keepSealed({ cache, pages, record }) {
  const copies = await caches.open(COPIES);
  const store = await caches.open(cache);
  const seen = new Set();
  const kept = [RECORD];
  let bytes = 0;
  if (!(await copies.match(CLOSED))) await keepPage(new URL(CLOSED, location.origin), seen);
  for (const path of pages) {
    const response = await fetch(path, { credentials: "same-origin", cache: "no-store" });
    if (!response.ok || (response.redirected && new URL(response.url).pathname.startsWith("/accounts/"))) continue;
    const text = await response.text();
    bytes += text.length;
    kept.push(path);
    await store.put(path, await sealedAnswer(text, response.headers));
    await keepAssets(copies, namesIn(text, new URL(path, location.origin)), seen);
  }
  for (const request of await store.keys()) if (!kept.includes(new URL(request.url).pathname)) await store.delete(request);
  const whole = { ...record, bytes, savedAt: new Date().toISOString() };
  await store.put(RECORD, await sealedAnswer(JSON.stringify(whole), {}));
}

/* --- Files ------------------------------------------------------------------------------------------------------ */

/* A picture or file: a saved picture never changes under its address; a document is asked for first. */
async function file(request, url) {
  const isPicture = /^\/(media|question-pictures)\//.test(url.pathname);
  const saved = isPicture ? (await copyOf(url.pathname))?.copy : undefined;
  if (saved) return saved;
  try {
    return await fetch(request);
  } catch (error) {
    const copy = (await copyOf(url.pathname))?.copy ?? (isPicture ? await otherSize(url.pathname) : undefined);
    if (!copy) throw error;
    return ranged(request, copy);
  }
}

/* Another size of the same picture: the screen was turned, or its pixels are counted otherwise. */
async function otherSize(path) {
  const trunk = path.replace(/\.(width|fill|max|min|height)-.*$/, ".");
  for (const name of await savedModules()) {
    const store = await caches.open(name);
    for (const request of await store.keys()) {
      if (new URL(request.url).pathname.startsWith(trunk) && trunk !== path) return store.match(request);
    }
  }
  return undefined;
}

/* Players ask for a stretch of a recording at a time. */
async function ranged(request, copy) {
  const asked = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") ?? "");
  if (!asked) return copy;
  const whole = await copy.blob();
  const first = Number(asked[1]);
  const last = asked[2] ? Math.min(Number(asked[2]), whole.size - 1) : whole.size - 1;
  const headers = new Headers(copy.headers);
  headers.set("Content-Range", `bytes ${first}-${last}/${whole.size}`);
  headers.set("Content-Length", String(last - first + 1));
  return new Response(whole.slice(first, last + 1), { status: 206, headers });
}

/* --- Styles, scripts, fonts ------------------------------------------------------------------------------------- */

async function fresh(request) {
  const copies = await caches.open(COPIES);
  const copy = await copies.match(request);
  const answer = fetch(request).then(async (response) => {
    if (response.ok && !response.redirected) await copies.put(request, response.clone());
    return response;
  });
  if (!copy) return answer;
  const tired = new Promise((resolve) => setTimeout(resolve, PATIENCE, copy.clone()));
  return Promise.race([answer.catch(() => copy), tired]);
}

/* A file that carries the mark of its content in its name never changes: its copy will do. */
async function lasting(request) {
  const copy = await (await caches.open(COPIES)).match(request);
  return copy ?? fresh(request);
}

/* Puts a page by with everything it needs: its styles, scripts and fonts, and what these ask for in turn. */
async function keepPage(url, seen = new Set()) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok || response.redirected) return;
  const copies = await caches.open(COPIES);
  await copies.put(url.pathname, dated(response.clone()));
  await keepAssets(copies, namesIn(await response.text(), url), seen);
}

async function keepAssetsOf(pages, cache, around) {
  const copies = await caches.open(COPIES);
  const store = await caches.open(cache);
  const seen = new Set();
  for (const path of pages) {
    const copy = await store.match(path);
    await keepAssets(copies, namesIn(await copy.text(), new URL(path, location.origin)), seen);
  }
  for (const path of around) await keepPage(new URL(path, location.origin), seen);
}

async function keepAssets(copies, urls, seen) {
  for (const url of urls) {
    if (seen.has(url.href) || !isAsset(url)) continue;
    seen.add(url.href);
    const copy = MARKED.test(url.pathname) ? await copies.match(url) : undefined;
    const response = copy ?? (await fetch(url));
    if (!response.ok) continue;
    if (!copy) await copies.put(url, response.clone());
    if (/\.(js|css)$/.test(url.pathname)) await keepAssets(copies, namesIn(await response.text(), url), seen);
  }
}

function namesIn(text, base) {
  const named = /(?:src|href)="([^"]+)"|(?:from\s*|import[\s(]*)"(\.[^"]+)"|url\("?([^")]+)"?\)/g;
  return [...text.matchAll(named)].map(([, tag, module, style]) => new URL(tag ?? module ?? style, base));
}
