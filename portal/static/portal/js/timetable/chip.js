/* One meeting on the board: a button that says everything in its name, and the little that fits in its face. */

import { word } from "../words.js";
import { longDay } from "./calendar.js";
import { element, icon } from "./parts.js";

export function describe(meeting, store, place = meeting) {
  const parts = [store.code(meeting), meeting.topic];
  if (place.date) parts.push(`${longDay(place.date)}, ${word(store.slots[place.slot])}`);
  else parts.push(word("not_placed"));
  parts.push(store.room(place.room), store.lecturer(place.lecturer));
  return parts.join(", ");
}

function states(meeting, store) {
  const found = [];
  if (store.isClash(meeting)) found.push(["clash", "warning"]);
  if (meeting.removed) return [["removed", "bin"]];
  if (meeting.locked) found.push(["locked", "lock"]);
  if (store.isMoved(meeting)) found.push(["moved", "edit"]);
  return found;
}

/* In a month there is room for the programme and the number alone: "BTX-2026-03" becomes "BTX 03". */
function shortCode(code) {
  const parts = code.split("-");
  return parts.length > 1 ? `${parts[0]} ${parts.at(-1)}` : code;
}

export function chip(meeting, store, looking, { isGhost = false, isWanted = true } = {}) {
  const found = isGhost ? [] : states(meeting, store);
  const isSmall = looking.zoom === "month";
  const code = store.code(meeting).replace(`-${looking.year}-`, "-"); // the year stands above the board
  const words = isGhost
    ? `${describe(meeting, store, meeting.published)}, ${word("here_published")}`
    : [describe(meeting, store), ...found.map(([name]) => word(name))].join(", ");
  const made = element(isGhost ? "span" : "button", {
    type: isGhost ? null : "button",
    role: isGhost ? "img" : null,
    class: ["tb-chip", `tb-chip--${store.tone(meeting)}`, isGhost && "is-ghost", !isWanted && "is-faded", meeting.isPending && !isGhost && "is-pending"]
      .concat(found.map(([name]) => `is-${name}`))
      .filter(Boolean)
      .join(" "),
    tabindex: isGhost ? null : "-1",
    title: words,
    "aria-label": words,
    data: isGhost ? {} : { id: meeting.id },
  });
  const signs = element("span", { class: "tb-chip__signs" }, ...found.map(([, sign]) => icon(sign)));
  made.append(element("b", { text: isSmall ? shortCode(code) : code }), signs);
  if (isSmall) return made;
  made.append(element("span", { class: "tb-chip__topic", text: meeting.topic }));
  const place = isGhost ? meeting.published : meeting;
  const others = { room: ["lecturer"], lecturer: ["room"] }[looking.rows] ?? ["room", "lecturer"];
  const where = others.map((name) => (name === "room" ? store.room(place.room) : store.lecturer(place.lecturer)));
  made.append(element("span", { class: "tb-chip__where", text: where.join(" · ") }));
  return made;
}
