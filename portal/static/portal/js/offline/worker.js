/* The service worker: lets the pages that record something open without a network.

   A page of the list is fetched as ever and a copy is put by; only when no answer comes is the copy shown. Copies hold
   what the signed-in person saw; signing out removes them (app.js). What is recorded on a page waits in the outbox
   (outbox.js), never here. */

const COPIES = "coso-copies-1";
const PAGES = [/^\/learn\/check-in\/$/, /^\/teach\/meetings\/\d+\/$/];
const MARKED = /\.[0-9a-f]{12}\.\w+$/;
const PATIENCE = 5000;

const isAsset = (url) => url.origin === location.origin && url.pathname.startsWith("/static/");
const isPage = (url) => url.origin === location.origin && PAGES.some((page) => page.test(url.pathname));

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && isPage(url)) event.respondWith(fresh(request, url.pathname));
  else if (isAsset(url)) event.respondWith(MARKED.test(url.pathname) ? lasting(request) : fresh(request, request));
});

self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keepPage(new URL(event.data.keep, location.origin)));
});

/* From the server, a copy put by; the copy when no answer comes, or none within five seconds on a network that crawls. */
async function fresh(request, key) {
  const copies = await caches.open(COPIES);
  const copy = await copies.match(key);
  const answer = fetch(request).then(async (response) => {
    if (response.ok && !response.redirected) await copies.put(key, response.clone());
    return response;
  });
  if (!copy) return answer;
  const tired = new Promise((resolve) => setTimeout(resolve, PATIENCE, copy.clone()));
  return Promise.race([answer.catch(() => copy), tired]);
}

/* A file that carries the mark of its content in its name never changes: its copy will do. */
async function lasting(request) {
  const copy = await (await caches.open(COPIES)).match(request);
  return copy ?? fresh(request, request);
}

/* Puts a page by with everything it needs: its styles, scripts and fonts, and what these ask for in turn. */
async function keepPage(url) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok || response.redirected) return;
  const copies = await caches.open(COPIES);
  await copies.put(url.pathname, response.clone());
  const seen = new Set();
  await keepAssets(copies, namesIn(await response.text(), url), seen);
}

async function keepAssets(copies, urls, seen) {
  for (const url of urls) {
    if (seen.has(url.href) || !isAsset(url)) continue;
    seen.add(url.href);
    const response = await fetch(url);
    if (!response.ok) continue;
    await copies.put(url, response.clone());
    if (/\.(js|css)$/.test(url.pathname)) await keepAssets(copies, namesIn(await response.text(), url), seen);
  }
}

function namesIn(text, base) {
  const named = /(?:src|href)="([^"]+)"|(?:from\s*|import[\s(]*)"(\.[^"]+)"|url\("?([^")]+)"?\)/g;
  return [...text.matchAll(named)].map(([, tag, module, style]) => new URL(tag ?? module ?? style, base));
}
