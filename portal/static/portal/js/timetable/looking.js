/* What is looked at, kept in the address: the tools of the page are a form, and work as one without this script. */

import { step, yearOf } from "./calendar.js";

const NAMES = ["day", "zoom", "rows", "programme", "class", "lecturer", "only", "published", "evening"];

export class Looking extends EventTarget {
  constructor(form, { year, today }) {
    super();
    this.form = form;
    this.year = year;
    this.today = today;
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.changed();
    });
    for (const link of form.querySelectorAll("[data-step], [data-today]")) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        if (link.dataset.step) this.step(Number(link.dataset.step));
        else this.go({ day: today });
      });
    }
  }

  value(name) {
    const field = this.form.elements[name];
    if (!field) return "";
    if (field.type === "checkbox") return field.checked ? field.value : "";
    return field.value;
  }

  get day() {
    return this.value("day") || this.today;
  }
  get zoom() {
    return this.value("zoom");
  }
  get rows() {
    return this.value("rows");
  }
  get only() {
    return this.value("only");
  }
  get showsPublished() {
    return this.value("published") === "1";
  }
  get showsEvening() {
    return this.value("evening") === "1";
  }
  chosen(name) {
    return Number(this.value(name)) || null;
  }

  step(by) {
    this.go({ day: step(this.zoom, this.day, by) });
  }

  go(values) {
    for (const [name, value] of Object.entries(values)) this.form.elements[name].value = value;
    this.changed();
  }

  changed() {
    const query = new URLSearchParams(NAMES.map((name) => [name, this.value(name)]).filter(([, value]) => value));
    const address = `${location.pathname}?${query}`;
    if (yearOf(this.day) !== this.year) location.assign(address);
    else {
      history.replaceState(null, "", address);
      this.dispatchEvent(new Event("change"));
    }
  }

  /* Whether a meeting is one of those looked for; the others stand faded, for their half-days are taken all the same. */
  wants(meeting, store) {
    const [programme, training, lecturer] = ["programme", "class", "lecturer"].map((name) => this.chosen(name));
    if (programme && store.classes.get(meeting.class)?.programme !== programme) return false;
    if (training && meeting.class !== training) return false;
    if (lecturer && meeting.lecturer !== lecturer) return false;
    if (this.only === "clashes") return store.isClash(meeting);
    if (this.only === "unplaced") return !meeting.date;
    return true;
  }

  get isNarrowed() {
    return Boolean(this.only || ["programme", "class", "lecturer"].some((name) => this.chosen(name)));
  }
}
