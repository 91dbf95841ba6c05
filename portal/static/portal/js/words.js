/* The words scripts say, in the page's language: base.html gives them as JSON. */

const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

export function word(name, values = {}) {
  return (words[name] ?? name).replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/* "10:32", or "10:32 23/11" when it was another day. */
export function clock(moment) {
  const when = new Date(moment);
  const language = document.documentElement.lang;
  const time = when.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hour12: false });
  if (when.toDateString() === new Date().toDateString()) return time;
  const [day, month] = [when.getDate(), when.getMonth() + 1].map((part) => String(part).padStart(2, "0"));
  return `${time} ${day}/${month}`;
}
