/* The year's meetings in memory, found by half-day; what collides is seen here at once, before the server is asked. */

import { word } from "../words.js";
import { fullDay } from "./calendar.js";

const PLACE = ["date", "slot", "room", "lecturer"];
const TONES = 8;

const byId = (rows, names) =>
  new Map(rows.map((row) => [row[0], Object.fromEntries(names.map((name, index) => [name, row[index]]))]));

export const placeOf = (thing) => Object.fromEntries(PLACE.map((name) => [name, thing[name] ?? null]));
export const samePlace = (one, other) => PLACE.every((name) => (one[name] ?? null) === (other[name] ?? null));

export class Store {
  constructor(payload) {
    this.slots = payload.slots;
    this.programmes = byId(payload.programmes, ["id", "code", "title"]);
    [...this.programmes.values()].forEach((one, index) => (one.tone = 1 + (index % TONES)));
    this.classes = byId(payload.classes, ["id", "code", "name", "programme", "opens", "closes", "units"]);
    this.rooms = byId(payload.rooms, ["id", "code", "name", "seats", "isActive"]);
    this.lecturers = byId(payload.lecturers, ["id", "name"]);
    this.units = byId(payload.units, ["id", "name"]);
    this.days = payload.days;
    this.duties = payload.duties;
    this.meetings = new Map();
    this.halfDays = new Map();
    this.fields = payload.fields;
    for (const row of payload.rows) {
      const meeting = this.read(row);
      meeting.topic = payload.topics[meeting.topic];
      meeting.reasons = payload.reasons[meeting.id];
      this.meetings.set(meeting.id, meeting);
      this.enter(meeting);
    }
  }

  read(row) {
    const meeting = Object.fromEntries(this.fields.map((name, index) => [name, row[index]]));
    if (meeting.published) meeting.published = this.asPlace(meeting.published);
    return meeting;
  }

  /* Rows as the server has them now. One that is older than what is known here, or on its way there, is left alone. */
  take(rows = [], reasons = {}) {
    let count = 0;
    for (const row of rows) {
      const now = this.read(row);
      const known = this.meetings.get(now.id);
      if (known && (known.isPending || known.revision >= now.revision)) continue;
      if (known) this.change(known, { ...now, reasons: reasons[now.id] });
      else {
        this.meetings.set(now.id, now);
        this.enter(now);
      }
      count += 1;
    }
    return count;
  }

  /* How many differ from what is published. */
  get changes() {
    const found = { moved: 0, new: 0, removed: 0 };
    for (const meeting of this.meetings.values()) {
      if (meeting.removed) found.removed += meeting.published ? 1 : 0;
      else if (!meeting.published) found.new += meeting.date ? 1 : 0;
      else if (this.isMoved(meeting)) found.moved += 1;
    }
    return found;
  }

  asPlace = (list) => Object.fromEntries(PLACE.map((name, index) => [name, list[index]]));
  key = (place) => `${place.date}|${place.slot}`;

  enter(meeting) {
    if (!meeting.date || meeting.removed) return;
    const key = this.key(meeting);
    if (!this.halfDays.has(key)) this.halfDays.set(key, new Set());
    this.halfDays.get(key).add(meeting);
  }

  leave = (meeting) => this.halfDays.get(this.key(meeting))?.delete(meeting);

  at = (date, slot) => this.halfDays.get(`${date}|${slot}`) ?? [];

  /* Put a meeting elsewhere, or take over what the server says of it. */
  change(meeting, values) {
    this.leave(meeting);
    Object.assign(meeting, values);
    this.enter(meeting);
  }

  get evenings() {
    const last = this.slots.length - 1;
    return [...this.meetings.values()].some((one) => one.slot === last && !one.removed);
  }

  get unplaced() {
    return [...this.meetings.values()].filter((one) => !one.date && !one.removed);
  }

  get removed() {
    return [...this.meetings.values()].filter((one) => one.removed);
  }

  isMoved = (meeting) => Boolean(meeting.published) && !samePlace(meeting, meeting.published);

  tone = (meeting) => this.programmes.get(this.classes.get(meeting.class)?.programme)?.tone ?? 1;
  code = (meeting) => this.classes.get(meeting.class)?.code ?? "";
  room = (id) => this.rooms.get(id)?.name ?? word("no_room");
  lecturer = (id) => this.lecturers.get(id)?.name ?? word("no_lecturer");

  /* In which rows of the board a meeting stands: a unit's row holds all classes its people are in. */
  rowKeys(meeting, rows) {
    if (rows === "unit") return this.classes.get(meeting.class)?.units ?? [];
    return [meeting[rows] ?? 0];
  }

  /* What is known here to stand against a place; the server knows more (preview.js). */
  against(meeting, place) {
    if (!place.date) return [];
    const found = [];
    for (const other of this.at(place.date, place.slot)) {
      if (other.id === meeting.id) continue;
      const of = { class: this.code(other), topic: other.topic };
      if (place.room && other.room === place.room) {
        found.push(word("room_taken", { room: this.room(place.room), ...of }));
      }
      if (place.lecturer && other.lecturer === place.lecturer) {
        found.push(word("lecturer_taken", { lecturer: this.lecturer(place.lecturer), ...of }));
      }
      if (other.class === meeting.class) found.push(word("class_taken", of));
    }
    const { opens, closes } = this.classes.get(meeting.class) ?? {};
    if (place.date < opens || place.date > closes) {
      found.push(word("outside_class", { from: fullDay(opens), to: fullDay(closes) }));
    }
    if (this.days[place.date]) found.push(word("holiday", { name: this.days[place.date] }));
    return found;
  }

  isClash = (meeting) => !meeting.removed && this.against(meeting, meeting).length > 0;
}
