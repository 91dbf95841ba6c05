/* The board of the timetable. The page is a form and a list without this script; with it, a board one works on.

   store.js holds the year, looking.js what is looked at, table.js draws; the rest is about changing things. */

import { word } from "../words.js";
import { fullDay, monday, addDays, monthOf, weekNumber, yearOf } from "./calendar.js";
import { Focus } from "./focus.js";
import { element } from "./parts.js";
import { Looking } from "./looking.js";
import { Store } from "./store.js";
import { Table } from "./table.js";

const root = document.querySelector("[data-board]");
const settings = JSON.parse(document.getElementById("board").textContent);
const part = (name) => root.querySelector(`[data-${name}]`);
const looking = new Looking(part("tools"), settings);

async function load() {
  const response = await fetch(settings.rows_url, { headers: { Accept: "application/json" } });
  if (!response.ok || response.redirected) throw new Error(`${response.status} from ${settings.rows_url}`);
  return new Store(await response.json());
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

function drawLegend(store) {
  const shown = new Set([...store.meetings.values()].map((one) => store.classes.get(one.class)?.programme));
  part("legend").replaceChildren(
    ...[...store.programmes.values()]
      .filter((one) => shown.has(one.id))
      .map((one) =>
        element("li", { title: one.title }, element("i", { class: `tb-swatch tb-chip--${one.tone}` }), one.code),
      ),
  );
}

function sayFailed() {
  const again = element("button", { type: "button", class: "button button-small", text: word("again") });
  again.addEventListener("click", start);
  part("notes").replaceChildren(element("p", { class: "tb-note tb-note--bad" }, word("failed"), " ", again));
}

async function start() {
  let store;
  try {
    store = await load();
  } catch (error) {
    console.warn("the board was not loaded", error);
    sayFailed();
    return;
  }
  part("notes").replaceChildren();
  part("live").hidden = false;
  root.classList.add("is-live");
  const table = new Table(part("table"), store, looking);
  const focus = new Focus(part("table"), looking);
  const draw = () => {
    part("period").textContent = title();
    for (const label of root.querySelectorAll("[data-step-label]")) {
      const way = label.closest("[data-step]").dataset.step === "1" ? "next" : "previous";
      label.textContent = word(`${way}_${looking.zoom}`);
    }
    const kept = focus.keep();
    const lines = table.draw();
    part("none").hidden = lines > 0;
    part("none").textContent = word("nothing_found");
    focus.restore(kept);
  };
  looking.addEventListener("change", draw);
  drawLegend(store);
  draw();
  part("table").addEventListener("click", (event) => {
    const week = event.target.closest("[data-week]")?.dataset.week;
    if (week) looking.go({ day: week < `${looking.year}-01-01` ? `${looking.year}-01-01` : week, zoom: "week" });
  });
  root.dataset.drawn = Math.round(performance.now());
}

start();
