/* Undo and redo: two buttons, and the keys everybody knows. */

export class History {
  constructor({ root, settings }) {
    this.settings = settings;
    this.buttons = { undo: root.querySelector("[data-undo]"), redo: root.querySelector("[data-redo]") };
    for (const [name, button] of Object.entries(this.buttons)) {
      button.addEventListener("click", (event) => {
        event.preventDefault();
        this.go(name);
      });
    }
    addEventListener("keydown", (event) => this.pressed(event));
    this.show(settings.can);
  }

  pressed(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.closest("textarea, input:not([type=radio])")) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    this.go(key === "y" || event.shiftKey ? "redo" : "undo");
  }

  async go(name) {
    if (this.busy || this.buttons[name].disabled) return;
    this.busy = true;
    await this.moves.act(this.settings[`${name}_url`]);
    this.busy = false;
  }

  show(can) {
    for (const [name, button] of Object.entries(this.buttons)) button.disabled = !can[name];
  }
}
