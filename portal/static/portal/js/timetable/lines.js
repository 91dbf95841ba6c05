/* The rows of the board: which rooms, lecturers, classes or units, and the meetings of each in the days shown. */

import { word } from "../words.js";

const natural = new Intl.Collator(document.documentElement.lang, { numeric: true });

function candidates(store, looking, first, last) {
  if (looking.rows === "room") {
    const rooms = [...store.rooms.values()].filter((one) => one.isActive);
    rooms.sort((one, other) => natural.compare(one.name, other.name));
    return rooms.map((one) => ({ key: one.id, name: one.name, note: word("seats", { count: one.seats }) }));
  }
  if (looking.rows === "lecturer") {
    const chosen = looking.chosen("lecturer");
    const all = [...store.lecturers.values()].filter((one) => !chosen || one.id === chosen);
    return all.map((one) => ({ key: one.id, name: one.name, note: "" }));
  }
  const [programme, training] = [looking.chosen("programme"), looking.chosen("class")];
  const classes = [...store.classes.values()].filter(
    (one) => (!programme || one.programme === programme) && (!training || one.id === training),
  );
  if (looking.rows === "class") {
    return classes
      .filter((one) => one.opens <= last && one.closes >= first)
      .map((one) => ({ key: one.id, name: one.code, note: store.programmes.get(one.programme)?.code ?? "" }));
  }
  const units = new Set(classes.flatMap((one) => one.units));
  return [...store.units.values()]
    .filter((one) => units.has(one.id))
    .map((one) => ({ key: one.id, name: one.name, note: "" }));
}

/* Each line: { key, name, note, entries: Map("day|slot" → [{ meeting, isGhost, isWanted }]), count } */
export function linesOf(store, looking, first, last) {
  const lines = new Map(
    candidates(store, looking, first, last).map((line) => [line.key, { ...line, entries: new Map(), count: 0 }]),
  );
  const put = (meeting, place, isGhost) => {
    if (!place.date || place.date < first || place.date > last) return;
    const isWanted = looking.wants(meeting, store);
    for (const key of store.rowKeys({ ...place, class: meeting.class }, looking.rows)) {
      if (!lines.has(key)) {
        if (!isWanted) continue;
        lines.set(key, { key, ...nameless(store, looking.rows, key), entries: new Map(), count: 0 });
      }
      const line = lines.get(key);
      const cell = store.key(place);
      if (!line.entries.has(cell)) line.entries.set(cell, []);
      line.entries.get(cell).push({ meeting, isGhost, isWanted });
      if (isWanted && !isGhost) line.count += 1;
    }
  };
  for (const meeting of store.meetings.values()) {
    if (!meeting.removed) put(meeting, meeting, false);
    if (looking.showsPublished && meeting.published && (meeting.removed || store.isMoved(meeting))) {
      put(meeting, meeting.published, true);
    }
  }
  const found = [...lines.values()];
  return looking.only === "clashes" ? found.filter((line) => line.count) : found;
}

function nameless(store, rows, key) {
  if (rows === "room") return { name: store.room(key), note: "" };
  if (rows === "lecturer") return { name: store.lecturer(key), note: "" };
  return { name: store.classes.get(key)?.code ?? "–", note: "" };
}
