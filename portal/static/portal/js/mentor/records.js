/* What of mentoring is saved on this device: one sealed cache for each posting, and one for the pages around them. */

import { unseal } from "../offline/vault.js";

const SEALED = "coso-copies-mentor-";
const LEFT_OUT = "coso-mentor-left-out"; // numbers of postings, no names
export const AROUND = "around";

export const cacheOf = (id) => `${SEALED}${id}`;

/* A record: { id, title, url, mark, bytes, savedAt }. */
export async function recordOf(id) {
  const copy = (await caches.has(cacheOf(id))) && (await (await caches.open(cacheOf(id))).match("/offline/record"));
  if (!copy) return undefined;
  const bytes = await copy.arrayBuffer();
  const text = await unseal({ iv: new Uint8Array(bytes, 0, 12), data: bytes.slice(12) });
  return text === undefined ? undefined : JSON.parse(text);
}

export async function saved() {
  const ids = (await caches.keys()).filter((name) => name.startsWith(SEALED)).map((name) => name.slice(SEALED.length));
  return (await Promise.all(ids.filter((id) => id !== AROUND).map(recordOf))).filter(Boolean);
}

export const leftOut = () => JSON.parse(localStorage.getItem(LEFT_OUT) ?? "[]");

export async function remove(id) {
  localStorage.setItem(LEFT_OUT, JSON.stringify([...new Set([...leftOut(), String(id)])]));
  await caches.delete(cacheOf(id));
}

export function takeIn(id) {
  localStorage.setItem(LEFT_OUT, JSON.stringify(leftOut().filter((one) => one !== String(id))));
}

/* Postings that are not this person's any more are not kept. */
export async function keepOnly(ids) {
  const wanted = new Set([AROUND, ...ids].map((id) => cacheOf(id)));
  for (const name of await caches.keys()) if (name.startsWith(SEALED) && !wanted.has(name)) await caches.delete(name);
}
