/* Bold, italics and lists in <textarea data-rich>. The server cleans what arrives; without scripts plain text does. */

const BUTTONS = [
  ["bold", "richBold", "B"],
  ["italic", "richItalic", "I"],
  ["insertUnorderedList", "richList", "•"],
  ["insertOrderedList", "richNumbers", "1."],
];

const escaped = (text) => Object.assign(document.createElement("p"), { textContent: text }).innerHTML;

function asHtml(text) {
  if (/<\w+[^>]*>/.test(text)) return text;
  return text.split(/\n\s*\n/).filter(Boolean).map((part) => `<p>${escaped(part).replaceAll("\n", "<br>")}</p>`).join("");
}

function dress(area) {
  const box = Object.assign(document.createElement("div"), { className: "rich" });
  const bar = Object.assign(document.createElement("div"), { className: "rich__bar" });
  const text = Object.assign(document.createElement("div"), { className: "rich__text", contentEditable: "true" });
  text.setAttribute("role", "textbox");
  text.setAttribute("aria-multiline", "true");
  text.setAttribute("aria-label", area.labels[0]?.textContent.trim() ?? "");
  for (const [command, label, sign] of BUTTONS) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: sign });
    button.setAttribute("aria-label", area.form.dataset[label]);
    button.addEventListener("click", () => {
      text.focus();
      document.execCommand(command);
      keep();
    });
    bar.append(button);
  }
  const keep = () => {
    area.value = text.innerText.trim() ? text.innerHTML : "";
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  text.append(new DOMParser().parseFromString(asHtml(area.value), "text/html").body);
  text.replaceChildren(...text.firstChild.childNodes);
  text.addEventListener("input", keep);
  text.addEventListener("paste", (event) => {
    event.preventDefault(); // what is pasted comes without its dress
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });
  box.append(bar, text);
  area.hidden = true;
  area.required = false;
  area.after(box);
}

document.execCommand("defaultParagraphSeparator", false, "p");
for (const area of document.querySelectorAll("textarea[data-rich]")) dress(area);
