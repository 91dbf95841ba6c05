/* The lecturer's screen of a check-in. All codes of the meeting are fetched at once, so that the code goes on changing
   when the network of the room fails; only the count then waits. */

import encodeQR from "../vendor/qr/index.js";

const board = document.querySelector("[data-board]");
const picture = board.querySelector("[data-picture]");
const EDGE = 2; // modules of quiet border; the white frame around adds the rest a reader needs
const ASK_EVERY = 4000;
let codes;
let ahead = 0; // how far the server's clock is before this one, in milliseconds
let shown;

async function ask(address) {
  const asked = Date.now();
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok || response.redirected) throw new Error(`${response.status}`);
  const answer = await response.json();
  ahead = Date.parse(answer.now) - (asked + Date.now()) / 2;
  return answer;
}

function draw(text) {
  const modules = encodeQR(text, "raw", { ecc: "medium", border: EDGE });
  const size = modules.length;
  const scale = Math.max(2, Math.floor(1200 / size));
  picture.width = picture.height = size * scale;
  const pen = picture.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, picture.width, picture.height);
  pen.fillStyle = "#000";
  modules.forEach((row, y) => row.forEach((dark, x) => dark && pen.fillRect(x * scale, y * scale, scale, scale)));
}

function tick() {
  if (!codes) return;
  const seconds = (Date.now() + ahead) / 1000 / codes.seconds;
  const place = Math.floor(seconds) - codes.first;
  const left = Math.ceil((1 - (seconds % 1)) * codes.seconds);
  board.querySelector("[data-left]").textContent = left;
  board.querySelector("[data-bar]").value = left;
  if (place === shown) return;
  shown = place;
  const code = codes.codes[place];
  board.dataset.state = code ? "on" : place < 0 ? "before" : "over";
  if (!code) return;
  draw(codes.address + "?c=" + code);
  const short = codes.short[place];
  board.querySelector("[data-short]").textContent = `${short.slice(0, 4)} ${short.slice(4)}`;
}

function write(state) {
  board.querySelector("[data-count]").textContent = state.count;
  board.querySelector("[data-total]").textContent = state.total;
  board.querySelector("[data-progress]").max = Math.max(state.total, 1);
  board.querySelector("[data-progress]").value = state.count;
  board.querySelector("[data-latest]").replaceChildren(
    ...state.latest.map(({ name, at }) => {
      const line = document.createElement("li");
      const time = document.createElement("span");
      time.className = "meta number";
      time.textContent = at;
      line.append(name, " ", time);
      return line;
    }),
  );
  for (const kind of ["offline", "waiting", "shared"]) {
    const note = board.querySelector(`[data-note="${kind}"]`);
    const many = kind === "shared" ? state.shared.length : state[kind];
    note.hidden = !many;
    note.querySelector("b").textContent = many;
  }
  board.querySelector("[data-shared]").textContent = state.shared.join("; ");
}

async function look() {
  try {
    write(await ask(board.dataset.stateUrl));
    if (!codes) codes = await ask(board.dataset.codesUrl);
    board.querySelector("[data-lost]").hidden = true;
  } catch {
    board.querySelector("[data-lost]").hidden = false;
  }
}

board.querySelector("[data-full]")?.addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else board.requestFullscreen();
});

if (board.dataset.codesUrl) {
  setInterval(tick, 200);
  setInterval(look, ASK_EVERY);
  document.addEventListener("visibilitychange", () => document.hidden || look());
  look().then(tick);
}
