/* One stop of the tab key for all meetings; the arrows go from meeting to meeting, Page Up and Down through time. */

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const MEETING = "[data-id], [data-week]";

const middle = (node) => {
  const box = node.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
};

export class Focus {
  constructor(table, looking) {
    this.table = table;
    this.looking = looking;
    table.addEventListener("focusin", (event) => this.hold(event.target.closest(MEETING)));
    table.addEventListener("filled", () => this.hold(this.held));
    table.addEventListener("keydown", (event) => this.pressed(event));
  }

  get all() {
    return [...this.table.querySelectorAll(MEETING)];
  }

  hold(node) {
    for (const other of this.table.querySelectorAll('[tabindex="0"]')) if (other !== node) other.tabIndex = -1;
    this.held = node?.isConnected ? node : this.all[0];
    if (this.held) this.held.tabIndex = 0;
  }

  pressed(event) {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key in ARROWS) {
      const next = this.nearest(event.target.closest(MEETING), ...ARROWS[event.key]);
      if (!next) return;
      event.preventDefault();
      next.focus();
    } else if (event.key === "PageUp" || event.key === "PageDown") {
      event.preventDefault();
      this.looking.step(event.key === "PageUp" ? -1 : 1);
      (this.held ?? this.table.closest("[tabindex]"))?.focus();
    }
  }

  /* The next in the direction of the arrow: what lies straight ahead goes before what lies aside. */
  nearest(from, x, y) {
    if (!from) return null;
    const [left, top] = middle(from);
    let [best, least] = [null, Infinity];
    for (const node of this.all) {
      const [aside, down] = middle(node);
      const ahead = (aside - left) * x + (down - top) * y;
      if (node === from || ahead < 4) continue;
      const cost = ahead + 3 * Math.abs((aside - left) * y + (down - top) * x);
      if (cost < least) [best, least] = [node, cost];
    }
    return best;
  }

  /* What had the focus, so that it has it again when the board was drawn anew. */
  keep() {
    const active = document.activeElement?.closest?.(MEETING);
    if (!this.table.contains(active)) return null;
    return { id: active.dataset.id, row: active.closest("[data-row]")?.dataset.row };
  }

  restore(kept) {
    const same = kept?.id ? [...this.table.querySelectorAll(`[data-id="${kept.id}"]`)] : [];
    const node = same.find((one) => one.closest("[data-row]")?.dataset.row === kept.row) ?? same[0];
    this.hold(node);
    node?.focus({ preventScroll: true });
  }
}
