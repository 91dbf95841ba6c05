/* On pages of mentoring: sees to it that the key of this session lies in the vault (vault.js). With a network the server
   is asked once in a while, for it knows when the session ends; without one, what is held must do. */

import { installation, revoked } from "./device.js";
import { emptyVault, fillVault, vaultHolds } from "./vault.js";

const ASKED = "coso-vault-asked";
const BETWEEN = 10 * 60 * 1000;
const { user = "", savedAt } = document.body.dataset;

/* Settles to whether things can be sealed and opened here. */
export const unlocked = unlock().catch((error) => {
  console.info("the vault stays as it is", error); // no network, or a browser that keeps nothing
  return false;
});

async function unlock() {
  if (!user || !window.crypto?.subtle || !window.indexedDB) return false;
  const held = await vaultHolds();
  if (held && held.user !== user) await emptyVault();
  const mine = held?.user === user;
  if (mine && (savedAt || Date.now() - Number(sessionStorage.getItem(ASKED)) < BETWEEN)) return true;
  try {
    return await ask();
  } catch (error) {
    if (mine) return true;
    throw error;
  }
}

async function ask() {
  const greeting = await fetch("/offline/sync/", { headers: { Accept: "application/json", "X-Device": installation() } });
  if (greeting.redirected || greeting.status === 403) return signedOut();
  if (greeting.status === 410) return revoked();
  const { user: whose, token } = await greeting.json();
  if (whose !== user) return signedOut();
  const body = new URLSearchParams({ installation: installation() });
  const answer = await fetch("/offline/key/", { method: "POST", body, headers: { "X-CSRFToken": token } });
  if (answer.redirected || answer.status === 403) return signedOut();
  if (answer.status === 410) return revoked();
  if (!answer.ok) throw new Error(`key: ${answer.status}`);
  await fillVault(await answer.json());
  sessionStorage.setItem(ASKED, String(Date.now()));
  return true;
}

async function signedOut() {
  await emptyVault();
  return false;
}
