/* The form of a contact, before it saves itself: on a copy of the page it is now, not when the copy was made; and what was
   handed in from it already is not begun again. */

import { free, isUsed, use } from "./used.js";

const form = document.querySelector("form[data-desk='mentoring_contact']");
const isCopy = Boolean(document.body.dataset.savedAt);
const KEPT = new Set(["kind", "place", "participants", "duration_minutes"]);

const padded = (number) => String(number).padStart(2, "0");
const day = (date) => `${date.getFullYear()}-${padded(date.getMonth() + 1)}-${padded(date.getDate())}`;

function beginAnew() {
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden" || KEPT.has(field.name)) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = field.name === "concern_level" && field.value === "0";
    else if (field.tagName !== "SELECT") field.value = "";
  }
  form.dataset.clientKey = crypto.randomUUID();
  form.dataset.baseVersion = "0";
  form.elements.client_key.value = form.dataset.clientKey;
  form.elements.base_version.value = "0";
}

function beginNow() {
  const now = new Date();
  form.elements.happened_at.value = `${day(now)}T${padded(now.getHours())}:${padded(now.getMinutes())}`;
  const next = new Date(now.getFullYear(), now.getMonth(), now.getDate() + Number(form.dataset.cadence));
  form.elements.next_on.value = day(next);
  form.dataset.byDevice = "yes"; // by a clock that may be wrong: the server puts it right
  const told = document.querySelector("[data-when]");
  if (told) told.textContent = `${padded(now.getDate())}/${padded(now.getMonth() + 1)} ${padded(now.getHours())}:${padded(now.getMinutes())}`;
}

if (form && !isCopy) free(form.dataset.clientKey);
else if (form) {
  const used = isUsed(form.dataset.clientKey);
  if (used) beginAnew();
  if (used || form.dataset.baseVersion === "0") beginNow();
}

form?.addEventListener("submit", (event) => {
  if (event.submitter?.value === "submit") use(form.elements.client_key.value);
});
