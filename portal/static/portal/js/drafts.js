/* Drafts kept on this device until the server has confirmed them: one record per person and form, in IndexedDB.

   A record: { id: "user/key", user, key, fields: [[name, value]…], client_key, base_version, at, submitted }.
   Nothing is kept for a visitor who is not signed in. Only what is not yet confirmed is here. What mentoring writes lies
   sealed (offline/vault.js): { id, user, key, at, sealed }. */

const NAME = "coso-drafts";
const STORE = "drafts";
const SEALED = /^mentoring\//;
let opened;

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

export const draftId = (user, key) => `${user}/${key}`;

export async function readDraft(user, key) {
  if (SEALED.test(key)) await (await import("./offline/unlock.js")).unlocked;
  const kept = await run("readonly", (store) => store.get(draftId(user, key)));
  return kept && opening(kept);
}

/* The draft as it was written; undefined where it is sealed and its key is not here. */
async function opening(kept) {
  if (!kept.sealed) return kept;
  const { unseal } = await import("./offline/vault.js");
  const written = await unseal(kept.sealed);
  return written && { ...kept, ...written };
}

/* Throws where it cannot be kept: no room (QuotaExceededError), or no key to seal it with. */
export async function keepDraft(draft) {
  const kept = SEALED.test(draft.key) ? await shut(draft) : draft;
  await run("readwrite", (store) => store.put(kept));
}

async function shut({ id, user, key, at, ...written }) {
  const { seal } = await import("./offline/vault.js");
  return { id, user, key, at, sealed: await seal(written) };
}

export const dropDraft = (id) => run("readwrite", (store) => store.delete(id));

export async function draftsOf(user) {
  const all = await run("readonly", (store) => store.getAll());
  return all.filter((draft) => draft.user === user);
}

/* The drafts of mentoring that can be opened here. */
export async function sealedDraftsOf(user) {
  const all = (await draftsOf(user)).filter((draft) => draft.sealed);
  return (await Promise.all(all.map(opening))).filter(Boolean);
}

/* Removes the person's drafts. Asks first when some are there; answers false when the person would rather stay. */
export async function clearDrafts(user, { ask }) {
  if (!user || !window.indexedDB) return true;
  const drafts = await draftsOf(user);
  if (drafts.length && !ask()) return false;
  for (const draft of drafts) await dropDraft(draft.id);
  return true;
}

const PENDING = "coso-submitted";

/* Remembers, in this tab, that the form of this draft is on its way to the server. */
export function markSubmitted(id) {
  sessionStorage.setItem(PENDING, id);
}

/* On the page after: when the server took the form (a good answer which is not the form again), the draft goes. */
export async function settleSubmitted() {
  const id = sessionStorage.getItem(PENDING);
  if (!id) return;
  sessionStorage.removeItem(PENDING);
  const status = performance.getEntriesByType("navigation")[0]?.responseStatus ?? 200;
  const again = [...document.querySelectorAll("form[data-autosave]")].some(
    (form) => draftId(document.body.dataset.user, form.dataset.autosave) === id,
  );
  if (status < 400 && !again && document.body.dataset.user) await dropDraft(id);
}
