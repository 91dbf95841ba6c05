/* Answers of one attempt: put by on this device at once, sent at once, sent again until the server has them.

   A change is an operation of the outbox ("quiz_answer") with a name of its own, so that it may come by this page or by
   the sync engine, and twice. Only what the server has taken leaves the device. */

import { drop, keep, mine, sync } from "../offline/outbox.js";
import { clock } from "../words.js";
import { remember } from "./memory.js";
import { hear, serverTime } from "./timer.js";

const KIND = "quiz_answer";
const RETRY_FIRST = 1500;
const RETRY_MOST = 30000;

export class Saver {
  constructor(sheet) {
    this.sheet = sheet;
    this.attempt = Number(sheet.dataset.sheet);
    this.line = sheet.querySelector("[data-save-line]");
    this.marks = new Map(); // operation: this page's clock when it was made
    this.inFlight = new Set();
    this.wait = RETRY_FIRST;
    this.queue = Promise.resolve();
    addEventListener("online", () => this.send());
  }

  say(state, text) {
    if (this.line.textContent === text && this.line.dataset.state === state) return;
    this.line.dataset.state = state;
    this.line.textContent = text;
  }

  /* What waits on this device, the oldest first. */
  async waiting() {
    const all = (await mine(KIND)).filter((one) => one.body.attempt === this.attempt && one.state === "waiting");
    return all.sort((one, other) => Date.parse(one.body.at ?? one.made_at) - Date.parse(other.body.at ?? other.made_at));
  }

  /* Puts a change by: { response } or { flagged }; one of the same question that has not gone yet gives way. */
  record(question, said) {
    const made = performance.now();
    const body = { attempt: this.attempt, question, at: serverTime().toISOString(), ...said };
    remember(this.attempt, body);
    this.queue = this.queue.then(async () => {
      const older = (await this.waiting()).filter((one) => this.gives(one, body));
      const operation = await keep(KIND, body, { ago: performance.now() - made });
      this.marks.set(operation.id, made);
      for (const one of older) await drop(one.id);
      this.send();
    });
    return this.queue;
  }

  /* Puts by what was said before, with the moment at which it was. */
  repeat(body) {
    return keep(KIND, { attempt: this.attempt, ...body });
  }

  gives(one, body) {
    const same = one.body.question === body.question && "response" in one.body === "response" in body;
    return same && this.marks.has(one.id) && !this.inFlight.has(one.id);
  }

  /* Sends what waits; one call at a time, and once more for what came meanwhile. */
  async send() {
    if (this.sending) {
      this.again = true;
      return this.sending;
    }
    this.sending = this.post();
    try {
      return await this.sending;
    } finally {
      this.sending = undefined;
      if (this.again) {
        this.again = false;
        this.send();
      }
    }
  }

  async post() {
    clearTimeout(this.timer);
    const waiting = await this.waiting();
    if (!waiting.length) return true;
    this.inFlight = new Set(waiting.map((one) => one.id));
    const asked = performance.now();
    try {
      const response = await fetch(this.sheet.dataset.answers, {
        method: "POST",
        headers: {
          "Content-Type": "application/json",
          Accept: "application/json",
          "X-CSRFToken": this.sheet.elements.csrfmiddlewaretoken.value,
        },
        body: JSON.stringify(this.letter(waiting, asked)),
      });
      return await this.answered(response, waiting, asked);
    } catch {
      this.later();
      return false;
    } finally {
      this.inFlight.clear();
    }
  }

  letter(waiting, asked) {
    const operations = waiting.map(({ id, kind, made_at, body }) => ({
      id,
      kind,
      made_at,
      elapsed: this.marks.has(id) ? asked - this.marks.get(id) : null,
      body,
    }));
    return { client_time: new Date().toISOString(), operations };
  }

  async answered(response, waiting, asked) {
    if (response.redirected || response.status === 403) return this.byEngine();
    if (response.status >= 500) {
      this.later();
      return false;
    }
    const answer = await response.json();
    if (!response.ok) {
      for (const one of waiting) await this.alone(one, answer.error);
      return false;
    }
    hear(answer.now, asked);
    for (const one of waiting) await drop(one.id);
    this.wait = RETRY_FIRST;
    this.say("saved", this.line.dataset.saved.replace("{time}", clock(answer.now)));
    if (!answer.open) location.reload();
    return true;
  }

  /* One of several was refused: the engine asks for each of them alone and keeps the one that was. */
  async alone(operation, sentence) {
    await sync();
    this.say("refused", sentence);
  }

  /* Signed in anew on another page, the token of this one is old; the sync engine asks for a fresh one. */
  async byEngine() {
    const { state } = await sync();
    if (state === "done") {
      this.say("saved", this.line.dataset.saved.replace("{time}", clock(Date.now())));
      return true;
    }
    if (state === "offline") this.later();
    else this.say("refused", this.line.dataset.out);
    return false;
  }

  later() {
    this.say("waiting", this.line.dataset.kept);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), this.wait);
    this.wait = Math.min(this.wait * 2, RETRY_MOST);
  }
}
