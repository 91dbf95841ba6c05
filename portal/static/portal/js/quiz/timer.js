/* The server's clock, reckoned with a clock of the page that nobody can set, and the time left by it. */

const SPOKEN = [30, 15, 10, 5, 1]; // minutes left that are said aloud
const NEAR = 5 * 60;
const KEY = "coso-clock";
let ahead; // the server's clock less performance.now(), in milliseconds

/* Learns what the server's clock says. Answers come some way; the middle of asking and being told is taken. */
export function hear(moment, asked = performance.now()) {
  ahead = Date.parse(moment) - (asked + performance.now()) / 2;
  localStorage.setItem(KEY, String(Date.parse(moment) - Date.now()));
}

/* A page that was kept on the device shows an old moment; what the device's clock was wrong by last time is better. */
export function guess() {
  if (ahead !== undefined) return;
  const wrong = Number(localStorage.getItem(KEY));
  ahead = Date.now() + (Number.isFinite(wrong) ? wrong : 0) - performance.now();
}

export const serverTime = () => new Date(ahead + performance.now());

export function countDown(sheet, over) {
  if (!sheet.dataset.ends) return;
  const shown = sheet.querySelector("[data-time]");
  const spoken = sheet.querySelector("[data-tells-time]");
  const ends = Date.parse(sheet.dataset.ends);
  let said = Infinity;
  const tick = () => {
    const left = Math.max(Math.ceil((ends - serverTime()) / 1000), 0);
    const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
    const two = (part) => String(part).padStart(2, "0");
    shown.textContent = hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${two(minutes)}:${two(seconds)}`;
    shown.parentElement.toggleAttribute("data-near", left <= NEAR);
    const mark = SPOKEN.find((one) => Math.ceil(left / 60) === one);
    if (mark && mark < said) {
      said = mark;
      spoken.textContent = spoken.dataset.left.replace("{count}", mark);
    }
    if (left) return;
    clearInterval(timer);
    over();
  };
  const timer = setInterval(tick, 500);
  tick();
}
