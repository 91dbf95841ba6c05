/* The page of the diary, before it saves itself: a copy is of one week. Where another was asked for, or has begun since, the
   page is begun anew for that week; what was written for it elsewhere is joined when it arrives. Where the mentor has read the
   page of the week in which the copy was made, the form of the next waits hidden until that week. */

const form = document.querySelector("form[data-desk='diary_entry']");
const { week } = form?.elements ?? {};

const padded = (number) => String(number).padStart(2, "0");
const iso = (date) => `${date.getFullYear()}-${padded(date.getMonth() + 1)}-${padded(date.getDate())}`;
const told = (text) => text.split("-").reverse().join("/");

function monday() {
  const now = new Date();
  return iso(new Date(now.getFullYear(), now.getMonth(), now.getDate() - ((now.getDay() + 6) % 7)));
}

function beginAnew(wanted) {
  for (const place of document.querySelectorAll("h1, .breadcrumb li:last-child")) {
    place.textContent = place.textContent.replace(told(week.value), told(wanted));
  }
  for (const field of form.elements) if (field.matches("textarea, input[type=number]")) field.value = "";
  form.elements.weeks.value = "1";
  form.dataset.autosave = form.dataset.autosave.replace(week.value, wanted);
  form.dataset.clientKey = form.elements.client_key.value = crypto.randomUUID();
  form.dataset.baseVersion = form.elements.base_version.value = "0";
  week.value = wanted;
}

if (form && document.body.dataset.savedAt) {
  const asked = new URLSearchParams(location.search).get("week");
  if (!asked) form.dataset.byDevice = "yes"; // by a clock that may be wrong: the server puts it right
  const wanted = /^\d{4}-\d\d-\d\d$/.test(asked ?? "") ? asked : monday();
  if (form.hidden && (asked || wanted >= week.value)) {
    form.hidden = false;
    document.querySelector("[data-standing]").hidden = true;
  }
  if (wanted !== week.value && !form.hidden) beginAnew(wanted);
}
