/* Making elements. */

const SVG = "http://www.w3.org/2000/svg";

export function element(name, { text, data, ...attributes } = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  for (const [key, value] of Object.entries(data ?? {})) made.dataset[key] = value;
  if (text != null) made.textContent = text;
  made.append(...children.filter(Boolean));
  return made;
}

/* A sign of the admin's own set of icons. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}
