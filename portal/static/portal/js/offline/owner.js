/* Whose copies lie on this device. Read by the worker, which shows none while nobody is signed in. What is sealed goes, and
   its key with it, as soon as a page says that nobody is: the session has ended. */

const OWNER = "coso-copies-owner";

/* Whose copies lie here. Those of somebody else are removed when a person signs in; while nobody is, they stay closed. */
export async function ownedBy(user) {
  const store = await caches.open(OWNER);
  const owner = await (await store.match("/offline/owner"))?.json();
  if (owner?.user === user && owner.open) return;
  if (!user && !owner) return;
  if (user && owner && owner.user !== user) await wipe();
  if (!user) await wipe("coso-copies-mentor");
  const whose = { user: user || owner.user, open: Boolean(user) };
  await (await caches.open(OWNER)).put("/offline/owner", Response.json(whose));
}

/* What was answered on sheets that are kept here (quiz/memory.js). */
function forgetSheets() {
  for (const key of Object.keys(localStorage)) if (key.startsWith("coso-sheet-")) localStorage.removeItem(key);
}

export async function wipe(prefix = "coso-copies") {
  if (prefix === "coso-copies") forgetSheets();
  for (const name of await caches.keys()) if (name.startsWith(prefix)) await caches.delete(name);
  if (window.indexedDB) await (await import("./vault.js")).emptyVault();
}
