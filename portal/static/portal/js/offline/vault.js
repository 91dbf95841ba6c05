/* What mentoring leaves on this device is sealed (AES-GCM) with a key that ends with the session: docs/decisions/0038.

   The key cannot be read out of the browser. It lies here with the time it has left, which is counted down whichever way the
   clock of the device is moved, and is gone on signing out, at the end of the session and when the server says so. Pages
   and the worker share this file; it imports nothing. */

const VAULT = "coso-vault";
const VAULT_STORE = "keys";
const VAULT_NAME = "session";
const NOTED_AFTER = 10_000;
let vaultOpened;

function vaultDatabase() {
  vaultOpened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(VAULT, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(VAULT_STORE, { keyPath: "name" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return vaultOpened;
}

/* Runs ``act(store, answer)`` in one transaction and gives what it answered. */
async function vaultRun(act) {
  const transaction = (await vaultDatabase()).transaction(VAULT_STORE, "readwrite");
  let given;
  act(transaction.objectStore(VAULT_STORE), (value) => {
    given = value;
  });
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(given);
    // A device without room cannot note the time; what was answered holds all the same.
    transaction.onabort = () => (given ? resolve(given) : reject(transaction.error));
  });
}

/* Makes the key from the secret the server gave this device and puts it by for as long as the session lasts. */
export async function fillVault({ user, secret, milliseconds }) {
  const raw = Uint8Array.from(atob(secret), (letter) => letter.charCodeAt(0));
  const text = new TextEncoder();
  const base = await crypto.subtle.importKey("raw", raw, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: text.encode(user), info: text.encode("coso mentoring at rest") };
  const key = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await vaultRun((store) => store.put({ name: VAULT_NAME, user, key, left: milliseconds, last: Date.now() }));
}

/* What is held: { user, key }, or nothing. Looking costs what has passed since the last look, forwards or backwards, so
   that a clock set back wins no time. */
export async function vaultHolds() {
  return vaultRun((store, answer) => {
    const asked = store.get(VAULT_NAME);
    asked.onsuccess = () => {
      const held = asked.result;
      if (!held) return;
      const now = Date.now();
      const left = held.left - Math.abs(now - held.last);
      if (left <= 0) {
        store.delete(VAULT_NAME);
        return;
      }
      answer({ user: held.user, key: held.key });
      if (Math.abs(now - held.last) > NOTED_AFTER) store.put({ ...held, left, last: now });
    };
  });
}

/* Takes the key away. What it sealed stays shut until the same person signs in again on this device. */
export const emptyVault = () => vaultRun((store) => store.delete(VAULT_NAME));

export class VaultClosed extends Error {
  constructor() {
    super("There is no key of a session on this device.");
    this.name = "VaultClosed";
  }
}

/* Anything that JSON can say → { iv, data }. Throws VaultClosed where there is no key. */
export async function seal(value) {
  const held = await vaultHolds();
  if (!held) throw new VaultClosed();
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, held.key, plain) };
}

/* { iv, data } → what was sealed; undefined where there is no key or it was sealed with another. */
export async function unseal({ iv, data }) {
  const held = await vaultHolds();
  if (!held) return undefined;
  const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, held.key, data).catch(() => undefined);
  return opened && JSON.parse(new TextDecoder().decode(opened));
}
