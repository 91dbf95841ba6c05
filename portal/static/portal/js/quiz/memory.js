/* What was answered on this device since a copy of the sheet was made: shown again where only that copy opens, also when
   the server has taken the answers meanwhile. The outbox, not this, is what is sent. */

import { user } from "../offline/outbox.js";

const keyOf = (attempt) => `coso-sheet-${user()}-${attempt}`;
const read = (attempt) => JSON.parse(localStorage.getItem(keyOf(attempt)) ?? "{}");

function write(attempt, held) {
  try {
    localStorage.setItem(keyOf(attempt), JSON.stringify(held));
  } catch (error) {
    console.info("no room to remember the sheet", error); // nothing is lost: the answers are in the outbox or sent
  }
}

export function remember(attempt, { question, at, ...said }) {
  const held = read(attempt);
  const { attempt: _attempt, ...facts } = said;
  for (const [name, value] of Object.entries(facts)) held[`${question}-${name}`] = { question, at, [name]: value };
  write(attempt, held);
}

/* The changes made after the page was; what is older stands in the page. */
export function remembered(attempt, since) {
  const kept = Object.entries(read(attempt)).filter(([, one]) => one.at > since);
  if (kept.length) write(attempt, Object.fromEntries(kept));
  else localStorage.removeItem(keyOf(attempt));
  return kept.map(([, one]) => one);
}
