/* Keeps the check of certificates on the device, so that a QR code can be checked without a network. It keeps one page that
   says nothing of anybody, what that page is made of, and the keys and lists (offline.json); never an answer. */

const KEPT = "coso-verify-1";
const PAGE = "/verify/";
const NEEDED = "/verify/offline.json";
const PATIENCE = 5000;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keepAll());
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  event.waitUntil(keepAll().then(() => event.ports[0]?.postMessage({}), (error) => event.ports[0]?.postMessage({ error: error.message })));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (url.pathname === NEEDED) event.respondWith(soon(request, () => kept(NEEDED), true));
  else if (url.pathname.startsWith("/static/")) event.respondWith(soon(request, () => kept(url.pathname), false));
});

const kept = async (path) => (await caches.open(KEPT)).match(path, { ignoreVary: true });

/* Whatever certificate was asked for: the one page, which reads the signed facts in its own address. */
const page = (request) => soon(request, async () => {
  const copy = await kept(PAGE);
  if (!copy) return undefined;
  const html = await copy.text();
  const marked = html.replace("<body", `<body data-saved-at="${copy.headers.get("X-Saved-At")}"`);
  return new Response(marked, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": copy.headers.get("Content-Security-Policy") ?? "" } });
}, false);

/* The server's answer; what is kept when none comes, or none within five seconds. */
async function soon(request, instead, renew) {
  const answer = fetch(request).then(async (response) => {
    if (renew && response.ok) await put(NEEDED, response.clone());
    return response;
  });
  const copy = await instead();
  if (!copy) return answer;
  const tired = new Promise((resolve) => setTimeout(resolve, PATIENCE)).then(() => copy);
  return Promise.race([answer.catch(() => copy), tired]);
}

async function put(path, response) {
  const headers = new Headers(response.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  headers.set("X-Saved-At", new Date().toISOString());
  await (await caches.open(KEPT)).put(path, new Response(await response.blob(), { headers }));
}

/* The page as a stranger sees it, then everything it names, and what that names in turn. */
async function keepAll() {
  const seen = new Map();
  const html = await get(PAGE, { credentials: "omit", cache: "no-store" });
  const needed = await get(NEEDED, { credentials: "omit", cache: "no-store" });
  await follow(await html.clone().text(), new URL(PAGE, location.origin), seen);
  for (const [path, response] of seen) await put(path, response);
  await put(NEEDED, needed);
  await put(PAGE, html);
  const store = await caches.open(KEPT);
  for (const request of await store.keys()) {
    const path = new URL(request.url).pathname;
    if (![PAGE, NEEDED].includes(path) && !seen.has(path)) await store.delete(request);
  }
}

async function follow(text, base, seen) {
  const named = /(?:src|href)="([^"]+)"|(?:from\s*|import[\s(]*)"(\.[^"]+)"|url\("?([^")]+)"?\)/g;
  for (const [, tag, module, style] of text.matchAll(named)) {
    const url = new URL(tag ?? module ?? style, base);
    if (url.origin !== location.origin || !url.pathname.startsWith("/static/") || seen.has(url.pathname)) continue;
    const response = await get(url.pathname, { credentials: "omit" });
    seen.set(url.pathname, response);
    if (/\.(js|css)$/.test(url.pathname)) await follow(await response.clone().text(), url, seen);
  }
}

async function get(path, options) {
  const response = await fetch(path, options);
  if (!response.ok || response.redirected) throw new Error(`${path} cannot be kept`);
  return response;
}
