/* Modules saved on this device, each in a cache of its own. A cache counts once its record is written, as the last thing:
   what was broken off, or did not find room, is never shown and goes away.

   A record: { module, title, url, version, bytes, media, savedAt, parts: { url: { mark, bytes } } }. */

const MODULE = "coso-copies-module-";
const RECORD = "/offline/record";
const AT_ONCE = 3;
const HOUR = 3600 * 1000;

export const supported = "caches" in window && "serviceWorker" in navigator;

/* What is saved, in the order of saving. */
export async function records() {
  const found = [];
  for (const name of await caches.keys()) {
    if (!name.startsWith(MODULE)) continue;
    const record = await recordIn(name);
    if (record) found.push({ ...record, cache: name });
    else if (Date.now() - Number(name.split("-").at(-1)) > HOUR) await caches.delete(name);
  }
  return found.sort((one, other) => one.savedAt.localeCompare(other.savedAt));
}

const recordIn = async (name) => (await (await caches.open(name)).match(RECORD))?.json();

export const recordOf = async (module) => (await records()).find((one) => one.module === Number(module));

export async function remove(module) {
  for (const one of await records()) if (one.module === Number(module)) await caches.delete(one.cache);
}

/* The manifest of a module; null where there is nothing any more for this person. */
export async function manifestOf(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (answer.status === 404) return null;
  if (!answer.ok || answer.redirected) throw new Error(`manifest: ${answer.status}`);
  return answer.json();
}

/* The parts this device fetches: of each picture the size it would show, videos only where they are wanted. */
export function chosen(manifest, { media = false } = {}) {
  return manifest.parts
    .filter((part) => part.kind !== "media" || media)
    .map((part) => (part.kind === "picture" ? { ...part, ...shownSize(part.choices) } : part));
}

export const weight = (parts) => parts.reduce((sum, part) => sum + part.bytes, 0);

function shownSize(choices) {
  const saving = navigator.connection?.saveData;
  const width = (innerWidth >= 768 ? 672 : innerWidth) * devicePixelRatio; // as in curriculum/blocks/image.html
  const size = saving ? choices[0] : (choices.find((one) => one.width >= width) ?? choices.at(-1));
  return { url: size.url, bytes: size.bytes };
}

/* Saves a module, or what changed in it. ``told(bytes)`` hears what has come so far. Whatever goes wrong, what was saved
   before stays as it was. Throws what fetch and the caches throw (QuotaExceededError: no room). */
export async function save(manifest, { media = false, told = () => {}, signal } = {}) {
  const before = await recordOf(manifest.module);
  const parts = chosen(manifest, { media });
  const name = `${MODULE}${manifest.module}-${Date.now()}`;
  const store = await caches.open(name);
  try {
    await room(weight(parts), before);
    const old = before && (await caches.open(before.cache));
    const record = { module: manifest.module, title: manifest.title, url: manifest.url, version: manifest.version };
    const kept = {};
    let come = 0;
    await inTurns(parts, async (part) => {
      const same = before?.parts[part.url]?.mark === part.mark && (await old.match(part.url));
      const bytes = await keep(store, part.url, same || null, signal, (more) => told((come += more)));
      kept[part.url] = { mark: part.mark, bytes };
    });
    await assetsOf(parts.filter((part) => part.kind === "page").map((part) => part.url), name, manifest.around);
    const bytes = Object.values(kept).reduce((sum, one) => sum + one.bytes, 0);
    const whole = { ...record, bytes, media, savedAt: new Date().toISOString(), parts: kept };
    await store.put(RECORD, Response.json(whole));
    if (before) await caches.delete(before.cache);
    return whole;
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
}

async function room(bytes, before) {
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  if (quota - usage + (before?.bytes ?? 0) < bytes * 1.1) throw new DOMException("no room", "QuotaExceededError");
}

async function inTurns(parts, act) {
  const waiting = [...parts];
  const work = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) await act(part);
  };
  const workers = Array.from({ length: AT_ONCE }, work);
  const [failed] = (await Promise.allSettled(workers)).filter((one) => one.status === "rejected");
  if (failed) throw failed.reason;
}

async function keep(store, url, same, signal, told) {
  const answer = same || (await fetch(url, { credentials: "same-origin", cache: "no-cache", signal }));
  if (!answer.ok || answer.redirected) throw new Error(`${url}: ${answer.status}`);
  const pieces = [];
  let bytes = 0;
  for (const reader = answer.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    bytes += value.length;
    told(value.length);
  }
  const headers = new Headers(answer.headers);
  for (const name of ["Content-Encoding", "Content-Length"]) headers.delete(name);
  if (!headers.has("X-Saved-At")) headers.set("X-Saved-At", new Date().toISOString());
  await store.put(url, new Response(new Blob(pieces), { headers }));
  return bytes;
}

/* The worker puts by what the saved pages are made with, and the pages around them. */
async function assetsOf(pages, cache, around) {
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  const answered = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  active.postMessage({ assetsOf: pages, cache, around }, [port2]);
  const answer = await answered;
  if (answer.error) throw new DOMException(answer.error, answer.name);
}
