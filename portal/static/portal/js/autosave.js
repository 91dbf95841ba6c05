/* Saves a form as one types. At most a second of typing is ever at risk, with or without a network.

   THE CONTRACT
   <form method="post" data-autosave="mentoring/contact/17" data-autosave-url="/mentor/contacts/17/draft/"
         data-base-version="3" [data-client-key="uuid"]>
     … fields …
     <p class="save-line" data-save-line role="status" aria-live="polite"></p>
   </form>
   and autosave.js as a module, only on pages that have such a form.

   data-autosave       names the form; with the signed-in person it is the key of the copy on this device.
   data-autosave-url   is POSTed the form's fields (no files) and two more, also sent with the form itself:
     client_key        a UUID made once for this draft. A server that creates the record on the first save
                       keeps it unique, so that a repeated request creates nothing twice.
     base_version      the version of the record the person started from; then the last one answered.
     touched           the names of the inputs the person changed on this device, with commas: of the others
                       the record knows better, where another device wrote meanwhile.
   The server answers JSON:
     200 { "saved_at": ISO time, "version": number, "conflict": null }   saved; the local copy is dropped
     200 { …, "joined": true }                           saved together with what another device wrote since
                       base_version: the page is opened anew, for it does not show that
     200/409 { …, "conflict": { …what the two versions are… } }          another device wrote since base_version:
                       nothing is overwritten; the form hears "autosave:conflict" with the answer as detail and
                       sending stops until resume(form, version) is called
     400/422 { "error": "sentence" }                                     refused as it stands; tried again on the next change
     401/403, or a redirect to sign-in                                   signed out; the local copy stays for this person
     no answer, 5xx                                                      kept here, tried again by itself and on "online"
   Events on the form: autosave:saved, autosave:conflict, autosave:waiting, autosave:restored (detail: the draft). */

import { draftId, dropDraft, keepDraft, markSubmitted, readDraft } from "./drafts.js";
import { clock, word } from "./words.js";

const LOCAL_AFTER = 300;
const SEND_AFTER = 900;
const RETRY_FIRST = 2000;
const RETRY_MOST = 60000;
const OWN = new Set(["csrfmiddlewaretoken", "client_key", "base_version", "touched"]);
const savers = new WeakMap();

class Saver {
  constructor(form) {
    this.form = form;
    this.user = document.body.dataset.user;
    this.id = draftId(this.user, form.dataset.autosave);
    this.line = form.querySelector("[data-save-line]");
    this.version = form.dataset.baseVersion ?? "";
    this.client = form.dataset.clientKey || crypto.randomUUID();
    this.changed = 0; // counts changes; what was sent is confirmed only if nothing changed since
    this.stopped = false;
    this.homeless = ""; // why what is typed could not be kept on this device
    this.wait = RETRY_FIRST;
    this.carry("client_key", this.client);
    this.carry("base_version", this.version);
    this.touched = new Set();
    this.carry("touched", "");
    for (const name of ["input", "change"]) form.addEventListener(name, (event) => this.touch(event.target));
    form.addEventListener("submit", () => this.submitting());
    addEventListener("online", () => this.dirty && this.send());
    addEventListener("pagehide", () => this.dirty && this.keep());
    document.addEventListener("visibilitychange", () => document.hidden && this.dirty && this.keep());
  }

  get dirty() {
    return this.changed > 0;
  }

  fields() {
    return [...new FormData(this.form)].filter(([name, value]) => !OWN.has(name) && typeof value === "string");
  }

  carry(name, value) {
    let input = this.form.querySelector(`input[name="${name}"]`);
    if (!input) {
      input = Object.assign(document.createElement("input"), { type: "hidden", name });
      this.form.append(input);
    }
    input.value = value;
  }

  say(state, text) {
    if (!this.line || this.line.textContent === text) return;
    this.line.dataset.state = state;
    this.line.textContent = text;
  }

  touch(field) {
    this.changed += 1;
    if (field?.name && !OWN.has(field.name)) {
      this.touched.add(field.name);
      this.carry("touched", [...this.touched].join(","));
    }
    this.localTimer ??= setTimeout(() => this.keep(), LOCAL_AFTER);
    clearTimeout(this.sendTimer);
    if (!this.stopped) this.sendTimer = setTimeout(() => this.send(), SEND_AFTER);
  }

  async keep() {
    clearTimeout(this.localTimer);
    this.localTimer = undefined;
    if (this.stopped && !this.dirty) return;
    try {
      await keepDraft({
        id: this.id,
        user: this.user,
        key: this.form.dataset.autosave,
        fields: this.fields(),
        client_key: this.client,
        base_version: this.version,
        touched: [...this.touched],
        desk: { ...this.form.dataset },
        at: new Date().toISOString(),
      });
    } catch (error) {
      console.info("the draft is not on this device", error);
      this.homeless = error.name === "QuotaExceededError" ? "device_full" : "not_kept";
      if (!navigator.onLine) this.say("refused", word(this.homeless));
      return;
    }
    this.homeless = "";
    if (!navigator.onLine) this.say("waiting", word("kept_here"));
  }

  async send() {
    if (this.sending || this.stopped) return;
    clearTimeout(this.sendTimer);
    const sent = this.changed;
    const body = new FormData();
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string") body.append(name, value);
    this.sending = true;
    this.call = new AbortController();
    try {
      const response = await fetch(this.form.dataset.autosaveUrl, {
        method: "POST",
        body,
        signal: this.call.signal,
        headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
      });
      this.sending = false;
      await this.answered(response, sent);
    } catch {
      this.sending = false;
      if (!this.call.signal.aborted) this.later();
    }
  }

  async answered(response, sent) {
    if (response.redirected || response.status === 401 || response.status === 403) {
      this.say("refused", word("signed_out"));
      return;
    }
    if (response.status >= 500) {
      this.later();
      return;
    }
    const answer = await response.json();
    if (answer.conflict) {
      this.stopped = true;
      this.say("conflict", word("conflict"));
      this.form.dispatchEvent(new CustomEvent("autosave:conflict", { detail: answer, bubbles: true }));
      return;
    }
    if (!response.ok) {
      this.say("refused", answer.error ?? word("failed"));
      return;
    }
    this.wait = RETRY_FIRST;
    this.version = String(answer.version);
    this.carry("base_version", this.version);
    if (answer.joined) {
      // Another device wrote too, and this page does not show it: opened anew before anything more is written over it.
      if (this.changed === sent) await dropDraft(this.id);
      else await this.keep();
      this.changed = 0;
      this.stopped = true;
      location.reload();
      return;
    }
    if (this.changed === sent) {
      this.changed = 0;
      clearTimeout(this.localTimer);
      this.localTimer = undefined;
      await dropDraft(this.id);
      this.say("saved", word("saved_at", { time: clock(answer.saved_at) }));
    } else {
      this.touch();
    }
    this.form.dispatchEvent(new CustomEvent("autosave:saved", { detail: answer, bubbles: true }));
  }

  later() {
    if (this.homeless) this.say("refused", word(this.homeless));
    else this.say("waiting", word("kept_here"));
    this.form.dispatchEvent(new CustomEvent("autosave:waiting", { bubbles: true }));
    clearTimeout(this.sendTimer);
    this.sendTimer = setTimeout(() => this.send(), this.wait);
    this.wait = Math.min(this.wait * 2, RETRY_MOST);
  }

  submitting() {
    clearTimeout(this.sendTimer);
    this.call?.abort(); // the form says it all, and what came after it would be refused
    if (!this.dirty) return;
    this.keep();
    markSubmitted(this.id);
  }

  async restore() {
    const draft = await readDraft(this.user, this.form.dataset.autosave);
    if (!draft || JSON.stringify(draft.fields) === JSON.stringify(this.fields())) return;
    this.client = draft.client_key;
    this.fillWith(draft);
    this.form.dispatchEvent(new CustomEvent("autosave:restored", { detail: draft, bubbles: true }));
    this.touch();
  }

  fillWith({ fields, base_version, touched, at }) {
    this.version = String(base_version);
    this.carry("client_key", this.client);
    this.carry("base_version", this.version);
    this.touched = new Set(touched ?? []);
    this.carry("touched", [...this.touched].join(","));
    fill(this.form, fields);
    this.say("waiting", word("restored", { time: clock(at) }));
  }
}

/* Puts values back into the form; boxes and choices not in the draft are cleared. */
export function fill(form, fields) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || OWN.has(field.name) || field.type === "file" || field.type === "submit") continue;
    const wanted = values.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = wanted.includes(option.value);
    else field.value = wanted.shift() ?? "";
  }
}

/* After a person settled a conflict: go on from the version they chose to build on. */
export function resume(form, version) {
  const saver = savers.get(form);
  saver.stopped = false;
  saver.version = String(version);
  saver.carry("base_version", saver.version);
  saver.touch();
}

/* What was written in this form before and waits elsewhere (the outbox) is shown and gone on from; a draft that was kept since
   says more. */
export function takeUp(form, written) {
  const saver = savers.get(form);
  if (saver && !saver.dirty) saver.fillWith(written);
}

/* What the form says went another way (the outbox): nothing more is sent or kept from here. */
export async function finish(form) {
  const saver = savers.get(form);
  if (!saver) return;
  saver.stopped = true;
  saver.changed = 0;
  clearTimeout(saver.sendTimer);
  clearTimeout(saver.localTimer);
  await dropDraft(saver.id);
}

for (const form of document.querySelectorAll("form[data-autosave]")) {
  if (!document.body.dataset.user) break;
  const saver = new Saver(form);
  savers.set(form, saver);
  saver.restore();
}
