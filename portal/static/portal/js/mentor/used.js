/* Names of contacts that were handed in on this device: a copy of the page that still carries one begins a new contact.
   Names made by chance, no words. */

const USED = "coso-contacts-handed-in";
const MOST = 200;

const all = () => JSON.parse(localStorage.getItem(USED) ?? "[]");

export const isUsed = (key) => all().includes(key);

export const use = (key) => localStorage.setItem(USED, JSON.stringify([...all(), key].slice(-MOST)));

export const free = (key) => localStorage.setItem(USED, JSON.stringify(all().filter((one) => one !== key)));
