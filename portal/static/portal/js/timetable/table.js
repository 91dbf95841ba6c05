/* The board drawn as a table. Rows beyond the window are filled when they come near it, all of them before printing. */

import { word } from "../words.js";
import { daysShown, isWeekend, letterOfDay, longDay, monthOf, nameOfDay, shortDay, weekNumber, weeksOf } from "./calendar.js";
import { chip } from "./chip.js";
import { linesOf } from "./lines.js";
import { element } from "./parts.js";

const AT_ONCE = 20;

export class Table {
  constructor(table, store, looking) {
    Object.assign(this, { table, store, looking, filled: new Set(), lookedAt: "" });
    const come = (seen) => seen.filter((one) => one.isIntersecting).forEach((one) => this.fill(one.target));
    this.near = new IntersectionObserver(come, { root: table.parentElement, rootMargin: "400px" });
    addEventListener("beforeprint", () => this.body?.querySelectorAll("tr").forEach((row) => this.fill(row)));
  }

  get days() {
    return daysShown(this.looking.zoom, this.looking.day);
  }

  get slots() {
    return this.store.slots.map((_, index) => index).slice(0, this.store.evenings || this.looking.showsEvening ? 3 : 2);
  }

  draw() {
    const { looking, store } = this;
    const isYear = looking.zoom === "year";
    const columns = isYear ? weeksOf(looking.year) : this.days;
    const first = isYear ? `${looking.year}-01-01` : columns[0];
    const last = isYear ? `${looking.year}-12-31` : columns.at(-1);
    this.keepFilled();
    this.near.disconnect();
    this.lines = new Map(linesOf(store, looking, first, last).map((line) => [String(line.key), line]));
    this.table.className = `tb-table tb-table--${looking.zoom}`;
    this.body = element("tbody");
    let place = 0;
    for (const [key, line] of this.lines) {
      const kind = line.entries.size ? "" : "is-free";
      const row = element("tr", { class: kind, data: { row: key } }, element("th", { scope: "row" }, ...this.nameOf(line)));
      this.body.append(row);
      if (place++ < AT_ONCE || this.filled.has(key)) this.fill(row);
      else {
        row.append(element("td", { colspan: columns.length, class: "tb-unfilled" }));
        this.near.observe(row);
      }
    }
    const caption = element("caption", { class: "w-sr-only", text: word(looking.rows) });
    this.table.replaceChildren(caption, this.head(columns), this.body);
    return this.lines.size;
  }

  keepFilled() {
    const now = [this.looking.zoom, this.looking.rows].join();
    if (now !== this.lookedAt) this.filled.clear();
    this.lookedAt = now;
  }

  nameOf(line) {
    return [
      element("span", { class: "tb-name", text: line.name, title: line.name }),
      line.note && element("small", { text: line.note }),
    ];
  }

  head(columns) {
    const corner = element("th", { scope: "col", class: "tb-corner", text: word(this.looking.rows) });
    const halves = this.slots.map((slot) => word(this.store.slots[slot])).join(" / ");
    if (this.looking.zoom !== "year") corner.append(element("small", { text: halves }));
    if (this.looking.zoom === "year") return element("thead", {}, ...this.headOfYear(columns, corner));
    const cells = columns.map((day) => {
      const note = this.noteOf(day);
      return element(
        "th",
        { scope: "col", class: this.kindOf(day), title: [longDay(day), note].filter(Boolean).join(": "), data: { day } },
        element("span", { class: "tb-weekday", text: this.looking.zoom === "week" ? nameOfDay(day) : letterOfDay(day) }),
        element("span", { class: "tb-date", text: this.looking.zoom === "week" ? shortDay(day) : day.slice(8) }),
        note && this.looking.zoom === "week" && element("small", { text: note }),
      );
    });
    return element("thead", {}, element("tr", {}, corner, ...cells));
  }

  headOfYear(weeks, corner) {
    const months = new Map();
    for (const week of weeks) {
      const month = week < `${this.looking.year}-01-01` ? 1 : monthOf(week);
      months.set(month, (months.get(month) ?? 0) + 1);
    }
    corner.rowSpan = 2;
    const above = [...months].map(([month, span]) =>
      element("th", { scope: "colgroup", colspan: span, text: word("month_short", { month }) }),
    );
    const below = weeks.map((week) =>
      element("th", { scope: "col", class: "tb-week", title: longDay(week), text: weekNumber(week) }),
    );
    return [element("tr", {}, corner, ...above), element("tr", {}, ...below)];
  }

  noteOf(day) {
    const holiday = this.store.days[day];
    if (holiday) return holiday;
    return this.store.duties.find(([first, last]) => first <= day && day <= last)?.[2] ?? "";
  }

  kindOf(day) {
    const kinds = [];
    const holiday = this.store.days[day];
    if (holiday) kinds.push("is-holiday");
    else if (isWeekend(day) && holiday !== "") kinds.push("is-weekend");
    if (day === this.looking.today) kinds.push("is-today");
    return kinds.join(" ");
  }

  fill(row) {
    const key = row.dataset.row;
    this.near.unobserve(row);
    if (row.dataset.filled) return;
    row.dataset.filled = "yes";
    this.filled.add(key);
    row.querySelector(".tb-unfilled")?.remove();
    const line = this.lines.get(key);
    row.append(...(this.looking.zoom === "year" ? this.weeksOfLine(line) : this.days.map((day) => this.cell(line, day))));
    if (row.isConnected) this.table.dispatchEvent(new CustomEvent("filled", { detail: row }));
  }

  cell(line, day) {
    const cell = element("td", { class: this.kindOf(day) });
    for (const slot of this.slots) {
      const half = element("div", { class: "tb-half", data: { day, slot, row: line.key } });
      const entries = line.entries.get(`${day}|${slot}`) ?? [];
      half.append(...entries.map((entry) => chip(entry.meeting, this.store, this.looking, entry)));
      cell.append(half);
    }
    return cell;
  }

  weeksOfLine(line) {
    const counts = new Map();
    const weeks = weeksOf(this.looking.year);
    for (const [key, entries] of line.entries) {
      const day = key.split("|")[0];
      const week = weeks.findLast((monday) => monday <= day);
      const count = entries.filter((one) => one.isWanted && !one.isGhost).length;
      counts.set(week, (counts.get(week) ?? 0) + count);
    }
    return weeks.map((week) => {
      const count = counts.get(week);
      if (!count) return element("td");
      const label = word("week_of", { week: weekNumber(week), day: shortDay(week), count });
      const shade = Math.min(4, Math.ceil(count / 3));
      return element(
        "td",
        {},
        element("button", {
          type: "button",
          class: `tb-load tb-load--${shade}`,
          text: count,
          title: `${line.name}: ${label}`,
          "aria-label": `${line.name}: ${label}`,
          data: { week },
        }),
      );
    });
  }
}
