/* Whose copies lie on this device. Read by the worker, which shows none while nobody is signed in. */

const OWNER = "coso-copies-owner";

/* Whose copies lie here. Those of somebody else are removed when a person signs in; while nobody is, they stay closed. */
export async function ownedBy(user) {
  const store = await caches.open(OWNER);
  const owner = await (await store.match("/offline/owner"))?.json();
  if (owner?.user === user && owner.open) return;
  if (!user && !owner) return;
  if (user && owner && owner.user !== user) await wipe();
  const whose = { user: user || owner.user, open: Boolean(user) };
  await (await caches.open(OWNER)).put("/offline/owner", Response.json(whose));
}

export async function wipe() {
  for (const name of await caches.keys()) if (name.startsWith("coso-copies")) await caches.delete(name);
}
