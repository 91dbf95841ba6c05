/* This device as the server knows it, and what happens when it was taken from the account. */

/* This installation, by a name it gave itself: two people who check in from one phone are seen by the lecturer. */
export function installation() {
  let name = localStorage.getItem("coso-installation");
  if (!name) {
    name = crypto.randomUUID();
    localStorage.setItem("coso-installation", name);
  }
  return name;
}

export function renameInstallation() {
  localStorage.removeItem("coso-installation");
}

/* This device was taken from the account: nothing of mentoring stays on it, sent or not. */
export async function revoked() {
  await (await import("./vault.js")).emptyVault();
  await (await import("./owner.js")).wipe();
  for (const name of ["coso-outbox", "coso-drafts"]) indexedDB.deleteDatabase(name);
  renameInstallation();
  return false;
}
