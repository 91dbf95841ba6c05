/* The rich text editor of the Wagtail admin writes its list numbers and placeholder as <style> elements, which the
   content policy stops. Scripts get an element of ours instead, which gives the same words to a sheet made by script:
   that is allowed, because only our own scripts can do it. The policy stays strict for the whole portal. */

class ScriptedStyle extends HTMLElement {
  #sheet = new CSSStyleSheet();

  connectedCallback() {
    this.hidden = true;
    this.#read();
    this.#watch = new MutationObserver(() => this.#read());
    this.#watch.observe(this, { childList: true, characterData: true, subtree: true });
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#sheet];
  }

  disconnectedCallback() {
    this.#watch.disconnect();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== this.#sheet);
  }

  get sheet() {
    return this.#sheet;
  }

  #watch = null;

  #read() {
    this.#sheet.replaceSync(this.textContent);
  }
}

customElements.define("scripted-style", ScriptedStyle);
const create = document.createElement;
document.createElement = function (name, options) {
  return create.call(this, String(name).toLowerCase() === "style" ? "scripted-style" : name, options);
};
