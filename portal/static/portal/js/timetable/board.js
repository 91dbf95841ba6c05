/* The board of the timetable. The page is a form and a list without this script; with it, a board one works on.

   store.js holds the year, looking.js what is looked at, table.js draws, working.js changes things. */

import { word } from "../words.js";
import { addDays, fullDay, monday, monthOf, weekNumber, yearOf } from "./calendar.js";
import { Details } from "./details.js";
import { Focus } from "./focus.js";
import { Looking } from "./looking.js";
import { Notes } from "./notes.js";
import { element } from "./parts.js";
import { Store } from "./store.js";
import { Table } from "./table.js";
import { Tray } from "./tray.js";
import { work } from "./working.js";

const root = document.querySelector("[data-board]");
const settings = JSON.parse(document.getElementById("board").textContent);
const part = (name) => root.querySelector(`[data-${name}]`);
const notes = new Notes(part("notes"), part("say"));
let looking; // the form of the tools, taken over once the year is here

async function load() {
  const response = await fetch(settings.rows_url, { headers: { Accept: "application/json" } });
  if (!response.ok || response.redirected) throw new Error(`${response.status} from ${settings.rows_url}`);
  return response.json();
}

function title() {
  const { day, zoom } = looking;
  const from = monday(day);
  return {
    week: word("week_title", { week: weekNumber(day), from: fullDay(from), to: fullDay(addDays(from, 6)) }),
    month: word("month_title", { month: monthOf(day), year: yearOf(day) }),
    year: word("year_title", { year: yearOf(day) }),
  }[zoom];
}

function drawFrame(store) {
  part("period").textContent = title();
  for (const label of root.querySelectorAll("[data-step-label]")) {
    const way = label.closest("[data-step]").dataset.step === "1" ? "next" : "previous";
    label.textContent = word(`${way}_${looking.zoom}`);
  }
  if (!part("changes")) return;
  const changes = store.changes;
  const count = changes.moved + changes.new + changes.removed;
  const kinds = Object.keys(changes).filter((kind) => changes[kind]);
  const parts = kinds.map((kind) => word(`count_${kind}`, { count: changes[kind] })).join(", ");
  part("changes").textContent = count ? word("count_changes", { count, parts }) : word("no_changes");
}

function drawLegend(store) {
  const shown = new Set([...store.meetings.values()].map((one) => store.classes.get(one.class)?.programme));
  part("legend").replaceChildren(
    ...[...store.programmes.values()]
      .filter((one) => shown.has(one.id))
      .map((one) => element("li", { title: one.title }, element("i", { class: `tb-swatch tb-chip--${one.tone}` }), one.code)),
  );
}

function sayFailed() {
  const again = element("button", { type: "button", class: "button button-small", text: word("again") });
  again.addEventListener("click", start);
  notes.put(word("failed"), "bad", { key: "failed", action: again });
}

async function start() {
  let payload;
  try {
    payload = await load();
  } catch (error) {
    console.warn("the board was not loaded", error);
    sayFailed();
    return;
  }
  notes.drop("failed");
  if (Boolean(payload.draft) !== Boolean(settings.edits_url)) {
    location.reload(); // a draft was opened or released between the page and its rows
    return;
  }
  settings.draft = payload.draft;
  looking = new Looking(part("tools"), settings);
  part("live").hidden = false;
  root.classList.add("is-live");
  show(new Store(payload));
}

function show(store) {
  const table = new Table(part("table"), store, looking);
  const focus = new Focus(part("table"), looking);
  const tray = part("tray") && new Tray(part("tray"), store, looking);
  const act = {}; // what details offer; filled in where one may edit
  const details = new Details({ box: part("details"), root, store, settings, act });
  const after = [];
  const draw = () => {
    const kept = focus.keep();
    drawFrame(store);
    const lines = table.draw();
    part("none").hidden = lines > 0;
    part("none").textContent = word("nothing_found");
    tray?.draw();
    details.draw();
    focus.restore(kept);
    for (const one of after) one();
  };
  if (settings.draft) after.push(...work({ root, part, settings, store, looking, table: part("table"), focus, notes, draw, act }));
  looking.addEventListener("change", draw);
  part("table").addEventListener("click", (event) => {
    const week = event.target.closest("[data-week]")?.dataset.week;
    if (week) looking.go({ day: week < `${looking.year}-01-01` ? `${looking.year}-01-01` : week, zoom: "week" });
  });
  root.addEventListener("click", (event) => {
    const chip = event.target.closest("button.tb-chip");
    if (chip) details.choose(Number(chip.dataset.id));
  });
  drawLegend(store);
  draw();
  root.dataset.drawn = Math.round(performance.now());
}

/* On a phone the list stands alone, and the year is not even fetched. */
const isWide = matchMedia("(min-width: 50em)");
if (isWide.matches) start();
else isWide.addEventListener("change", start, { once: true });
