/* Moving by mouse, pen or finger. A finger first touches a meeting to choose it, then drags: so that it can also scroll. */

import { element } from "./parts.js";

const FAR_ENOUGH = 6;
const EDGE = 48;
const TURN_AFTER = 700; // over an arrow of the tools: the week before or after

export class Drag {
  constructor({ root, scroll, store, carry, looking, letGo }) {
    Object.assign(this, { root, scroll, store, carry, looking, letGo });
    root.addEventListener("pointerdown", (event) => this.press(event));
    root.addEventListener("click", (event) => this.click(event), true);
    this.listeners = {
      pointermove: (event) => this.move(event),
      pointerup: (event) => this.release(event),
      pointercancel: () => this.stop(true),
      keydown: (event) => event.key === "Escape" && this.stop(true),
    };
  }

  press(event) {
    this.dragged = false; // a drag that ended elsewhere was followed by no click
    const chip = event.target.closest("button.tb-chip");
    if (!chip || event.button !== 0 || this.carry.isOn) return;
    if (event.pointerType === "touch" && !chip.classList.contains("is-chosen")) return;
    this.pressed = { id: Number(chip.dataset.id), x: event.clientX, y: event.clientY, chip, pointer: event.pointerId };
    for (const [name, listener] of Object.entries(this.listeners)) addEventListener(name, listener);
  }

  move(event) {
    const { pressed } = this;
    if (!pressed || event.pointerId !== pressed.pointer) return;
    [this.x, this.y] = [event.clientX, event.clientY];
    if (!this.shadow) {
      if (Math.hypot(this.x - pressed.x, this.y - pressed.y) < FAR_ENOUGH) return;
      const meeting = this.store.meetings.get(pressed.id);
      if (!this.carry.begin(meeting)) {
        this.stop(true);
        return;
      }
      this.lift(pressed.chip);
    }
    event.preventDefault();
    this.shadow.style.transform = `translate(${this.x + 8}px, ${this.y + 8}px)`;
    this.frame ??= requestAnimationFrame(() => this.look());
  }

  lift(chip) {
    this.shadow = element("div", { class: `${chip.className} tb-shadow`, "aria-hidden": "true" });
    this.shadow.classList.remove("is-lifted", "is-chosen");
    this.shadow.append(...[...chip.children].map((child) => child.cloneNode(true)));
    this.shadow.style.width = `${Math.max(chip.offsetWidth, 110)}px`;
    this.root.append(this.shadow);
    this.dragged = true;
  }

  look() {
    this.frame = null;
    if (!this.shadow) return;
    const under = document.elementFromPoint(this.x, this.y);
    this.carry.over(under?.closest(".tb-half") ?? null);
    this.overTray = Boolean(under?.closest("[data-tray]"));
    this.turn(under?.closest("[data-step]"));
    this.scrollAtEdge();
  }

  turn(arrow) {
    if (arrow === this.arrow) return;
    this.arrow = arrow;
    clearInterval(this.turning);
    if (arrow) this.turning = setInterval(() => this.looking.step(Number(arrow.dataset.step)), TURN_AFTER);
  }

  scrollAtEdge() {
    const box = this.scroll.getBoundingClientRect();
    const pull = (at, from, to) => (at < from + EDGE ? -12 : at > to - EDGE ? 12 : 0);
    const [x, y] = [pull(this.x, box.left, box.right), pull(this.y, box.top, Math.min(box.bottom, innerHeight))];
    const within = this.x > box.left && this.x < box.right && this.y > box.top && this.y < box.bottom;
    if (!within || !(x || y)) return;
    this.scroll.scrollBy(x, y);
    this.frame ??= requestAnimationFrame(() => this.look());
  }

  release() {
    if (this.shadow) {
      cancelAnimationFrame(this.frame);
      this.look(); // where it was let go, not where it was last drawn
      if (this.overTray) this.carry.takeOff();
      else if (this.carry.cell) this.carry.drop();
      else this.carry.giveUp();
    }
    this.stop(false);
  }

  stop(isGivenUp) {
    for (const [name, listener] of Object.entries(this.listeners)) removeEventListener(name, listener);
    clearInterval(this.turning);
    if (isGivenUp && this.shadow) this.carry.giveUp();
    this.shadow?.remove();
    this.shadow = this.pressed = this.arrow = null;
    this.overTray = false;
  }

  /* The click that ends a drag is none; while a meeting is in the hand, a click on a half-day drops it there. */
  click(event) {
    if (this.dragged) {
      this.dragged = false;
      event.stopPropagation();
      event.preventDefault();
      return;
    }
    const half = event.target.closest(".tb-half");
    if (this.carry.isOn && half) {
      event.stopPropagation();
      event.preventDefault();
      this.letGo(half);
    }
  }
}
