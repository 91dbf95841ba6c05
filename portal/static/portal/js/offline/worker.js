/* The service worker: lets the pages that record something open without a network.

   A page of the list is fetched as ever and a copy is put by; only when no answer comes is the copy shown. Copies hold
   what the signed-in person saw; signing out removes them (app.js). What is recorded on a page waits in the outbox
   (outbox.js), never here. */

const COPIES = "coso-copies-1";
const PAGES = [/^\/learn\/check-in\/$/, /^\/teach\/meetings\/\d+\/$/];
const PATIENCE = 5000;

const isAsset = (url) => url.origin === location.origin && url.pathname.startsWith("/static/");
const isPage = (url) => url.origin === location.origin && PAGES.some((page) => page.test(url.pathname));

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && isPage(url)) event.respondWith(page(request, url));
  else if (isAsset(url)) event.respondWith(asset(request));
});

self.addEventListener("message", (event) => {
  if (event.data?.keep) event.waitUntil(keepPage(new URL(event.data.keep, location.origin)));
});

/* The page from the server; its copy when no answer comes, or none within five seconds on a network that crawls. */
async function page(request, url) {
  const copies = await caches.open(COPIES);
  const copy = await copies.match(url.pathname);
  const answer = fetch(request).then(async (response) => {
    if (response.ok && !response.redirected) await copies.put(url.pathname, response.clone());
    return response;
  });
  if (!copy) return answer;
  const tired = new Promise((resolve) => setTimeout(resolve, PATIENCE, copy.clone()));
  return Promise.race([answer.catch(() => copy), tired]);
}

/* Files of the design: the copy at once where there is one, renewed behind it. */
async function asset(request) {
  const copies = await caches.open(COPIES);
  const copy = await copies.match(request);
  const renewed = fetch(request).then(async (response) => {
    if (response.ok) await copies.put(request, response.clone());
    return response;
  });
  if (!copy) return renewed;
  renewed.catch(() => undefined); // without a network the copy is what there is
  return copy;
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
  const named = /(?:src|href)="([^"]+)"|(?:from|import)\s*"(\.[^"]+)"|url\("?([^")]+)"?\)/g;
  return [...text.matchAll(named)].map(([, tag, module, style]) => new URL(tag ?? module ?? style, base));
}
