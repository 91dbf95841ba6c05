/* What every page gains when scripts run. Without them, menus are details elements, switches are forms, and all works. */

import { clearDrafts, settleSubmitted } from "./drafts.js";
import "./offline/here.js";
import * as outbox from "./offline/outbox.js";
import { wipe } from "./offline/owner.js";
import { toast } from "./toast.js";
import { word } from "./words.js";

/* Menus close on a click elsewhere and on Escape, which gives the focus back. */
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

/* The theme changes at once; the form's own way through the server keeps it, and comes back to the same page. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-switch]")) return;
  const theme = event.submitter?.value;
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
});

/* Signing out takes what this person wrote and the copies of pages off the device, but never without a word when some were not sent. */
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-sign-out]") || form.dataset.cleared) return;
  event.preventDefault();
  const ask = () => window.confirm(word("drafts_left"));
  const cleared = await clearDevice(ask).catch((error) => {
    console.error("drafts could not be read", error); // a broken store must not keep anybody signed in
    return true;
  });
  if (!cleared) return;
  form.dataset.cleared = "yes";
  form.submit();
});

async function clearDevice(ask) {
  if (!window.indexedDB) return true;
  await outbox.sync();
  const waiting = (await outbox.mine()).some((one) => one.state === "waiting");
  if (waiting && !ask()) return false;
  if (!(await clearDrafts(document.body.dataset.user, { ask: () => waiting || ask() }))) return false;
  await outbox.clear();
  if (window.caches) await wipe();
  return true;
}

/* Unsaved changes: forms marked data-guard ask before the page is left. */
const touched = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-guard]");
  if (form) touched.add(form);
});

document.addEventListener("submit", (event) => touched.delete(event.target));

window.addEventListener("beforeunload", (event) => {
  if ([...touched].some((form) => form.isConnected)) event.preventDefault();
});

/* Filters marked data-auto send themselves when a choice changes. */
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-auto]");
  if (form && event.target.matches("select, [type=checkbox], [type=radio], [type=date]")) form.requestSubmit();
});

/* A form is sent once: a second press while the first is under way does nothing. */
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (event.target.dataset.sent) event.preventDefault();
  else event.target.dataset.sent = "yes";
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

/* Dialogs: a button with data-dialog="id" opens it; data-close within closes it. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.dialog).showModal();
  }
  event.target.closest("[data-close]")?.closest("dialog").close();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

/* On a narrow screen the current tab is brought into sight. */
for (const tabs of document.querySelectorAll(".tabs")) {
  const current = tabs.querySelector("[aria-current]");
  if (current) tabs.scrollLeft = current.offsetLeft - (tabs.clientWidth - current.offsetWidth) / 2;
}

/* An HX-Trigger header named "toast" says a short word too. */
document.addEventListener("toast", (event) => toast(event.detail.value));
document.addEventListener("htmx:sendError", () => toast(word("offline")));
document.addEventListener("htmx:responseError", () => toast(word("failed")));

document.addEventListener("allauth.error", () => toast(word("passkey_failed")));

settleSubmitted();
