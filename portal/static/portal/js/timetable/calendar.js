/* Days as the server writes them ("2026-03-02"), reckoned without any time zone. */

const DAY = 86_400_000;
const language = document.documentElement.lang || "vi";

const parse = (day) => new Date(`${day}T00:00:00Z`);
const write = (date) => date.toISOString().slice(0, 10);
const format = (options) => new Intl.DateTimeFormat(language, { timeZone: "UTC", ...options });
const weekdayShort = format({ weekday: "short" });
const weekdayNarrow = format({ weekday: "narrow" });
const weekdayLong = format({ weekday: "long" });

export const yearOf = (day) => Number(day.slice(0, 4));
export const monthOf = (day) => Number(day.slice(5, 7));
export const addDays = (day, count) => write(new Date(parse(day).getTime() + count * DAY));
export const weekday = (day) => (parse(day).getUTCDay() + 6) % 7; // 0 is Monday
export const isWeekend = (day) => weekday(day) >= 5;
export const monday = (day) => addDays(day, -weekday(day));
export const shortDay = (day) => `${day.slice(8)}/${day.slice(5, 7)}`;
export const fullDay = (day) => `${shortDay(day)}/${day.slice(0, 4)}`;
export const nameOfDay = (day) => weekdayShort.format(parse(day));
export const letterOfDay = (day) => weekdayNarrow.format(parse(day));
export const longDay = (day) => `${weekdayLong.format(parse(day))} ${shortDay(day)}`;

function days(first, count) {
  return Array.from({ length: count }, (_, index) => addDays(first, index));
}

const monthLength = (year, month) => new Date(Date.UTC(year, month, 0)).getUTCDate();

export function weekNumber(day) {
  const thursday = addDays(monday(day), 3);
  return 1 + Math.floor((parse(thursday) - parse(`${thursday.slice(0, 4)}-01-01`)) / (7 * DAY));
}

/* The days that a zoom shows around a day. */
export function daysShown(zoom, day) {
  if (zoom === "week") return days(monday(day), 7);
  const [year, month] = [yearOf(day), monthOf(day)];
  return days(`${day.slice(0, 7)}-01`, monthLength(year, month));
}

/* The Mondays of a year's weeks, the first being the week of the first of January. */
export function weeksOf(year) {
  const found = [];
  for (let day = monday(`${year}-01-01`); day <= `${year}-12-31`; day = addDays(day, 7)) found.push(day);
  return found;
}

/* The same place of the period before or after. */
export function step(zoom, day, by) {
  if (zoom === "week") return addDays(day, 7 * by);
  const months = zoom === "month" ? by : 12 * by;
  const index = yearOf(day) * 12 + monthOf(day) - 1 + months;
  const [year, month] = [Math.floor(index / 12), (index % 12) + 1];
  const last = Math.min(Number(day.slice(8)), monthLength(year, month));
  return `${year}-${String(month).padStart(2, "0")}-${String(last).padStart(2, "0")}`;
}
