/* The trainee's side of a check-in. The code in the page's own address counts from the moment the address was opened;
   one scanned or typed here from that moment. Everything goes through the outbox: sent at once where there is a
   network, kept with its moment where there is none. */

import { installation } from "./offline/device.js";
import { drop, keep, mine, sync, whenReached } from "./offline/outbox.js";
import { clock } from "./words.js";

const page = document.querySelector("[data-check-in]");
const KIND = "check_in";

function show(kind, text = "") {
  for (const verdict of page.querySelectorAll("[data-verdict]")) verdict.hidden = verdict.dataset.verdict !== kind;
  const place = page.querySelector(`[data-verdict="${kind}"] [data-text]`);
  if (place) place.textContent = text;
}

async function checkIn(code, ago = 0) {
  show("busy");
  const operation = await keep(KIND, { code, installation: installation() }, { ago });
  await deliver(operation);
}

async function deliver(operation) {
  const { state, results } = await sync();
  const result = results.find((one) => one.id === operation.id);
  if (state === "signed_out" || state === "other") show("signed-out");
  else if (!result) show("kept", clock(operation.made_at));
  else if ([result.state, result.first].includes("accepted")) {
    show("good", result.sentence);
    const badge = page.querySelector(`[data-meeting="${result.kept.meeting}"] .badge`);
    if (badge) {
      badge.textContent = result.kept.label;
      badge.className = `badge badge--${result.kept.status === "present" ? "good" : "warn"}`;
    }
  }
  else {
    show("bad", result.sentence);
    await drop(operation.id);
  }
}

/* What an earlier visit left: sent now, or shown as waiting. */
async function goOn() {
  const waiting = (await mine(KIND)).filter((one) => one.state === "waiting");
  if (waiting.length) await deliver(waiting.at(-1));
}

function codeIn(text) {
  try {
    return new URL(text).searchParams.get("c");
  } catch {
    return null;
  }
}

/* The browser's own reader where it has one, else one of ours, fetched only when the camera is opened. */
async function reader() {
  const native = window.BarcodeDetector && (await window.BarcodeDetector.getSupportedFormats()).includes("qr_code");
  if (native) {
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  const { default: decode } = await import("../vendor/qr/decode.js");
  const canvas = document.createElement("canvas");
  return async (video) => {
    const scale = Math.min(1, 640 / video.videoWidth);
    canvas.width = video.videoWidth * scale;
    canvas.height = video.videoHeight * scale;
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decode(pen.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return undefined; // no code in this picture; the next comes in a moment
    }
  };
}

class Camera {
  constructor(button, video, error) {
    Object.assign(this, { button, video, error, label: button.querySelector("span").textContent });
    button.addEventListener("click", () => (this.stream ? this.close() : this.open()));
  }

  async open() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      this.error.textContent = this.button.dataset.none;
      this.error.hidden = false;
      return;
    }
    this.error.hidden = true;
    this.video.srcObject = this.stream;
    this.video.hidden = false;
    await this.video.play();
    this.button.querySelector("span").textContent = this.button.dataset.stop;
    this.look(await reader());
  }

  close() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = undefined;
    this.video.hidden = true;
    this.button.querySelector("span").textContent = this.label;
  }

  async look(read) {
    while (this.stream) {
      const code = codeIn(await read(this.video));
      if (code) {
        this.close();
        await checkIn(code);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
  }
}

const typed = page.querySelector("[data-typed]");
typed.addEventListener("submit", async (event) => {
  event.preventDefault();
  const code = typed.elements.code.value.trim();
  typed.elements.code.value = "";
  await checkIn(code);
});

if (navigator.mediaDevices?.getUserMedia) {
  page.querySelector("[data-scan]").hidden = false;
  new Camera(
    page.querySelector("[data-camera]"),
    page.querySelector("[data-video]"),
    page.querySelector("[data-camera-error]"),
  );
}

whenReached(goOn);

const scanned = new URLSearchParams(location.search).get("c");
typed.elements.code.value = "";
if (scanned) {
  history.replaceState(null, "", location.pathname);
  await checkIn(scanned, performance.now() + Number(page.dataset.seenAgo));
} else {
  await goOn();
}
