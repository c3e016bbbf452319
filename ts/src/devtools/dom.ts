// Elements, made one by one: no markup in text, so that no policy stands in the way.

/** What an element is given: attributes, and under `on…` what it does. */
export type Attributes = { readonly [name: string]: string | ((event: never) => void) };

/** Makes an element. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  dress(element, attributes);
  element.append(...children);
  return element;
}

/** Makes an element of a drawing. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Node[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  dress(element, attributes);
  element.append(...children);
  return element;
}

function dress(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "string") element.setAttribute(name, value);
    else element.addEventListener(name.slice(2), value as (event: Event) => void);
  }
}

/** Changes a text if it is another one: what stays the same is not laid out again. */
export function put(text: Text, data: string): void {
  if (text.data !== data) text.data = data;
}

/** The same for an attribute. */
export function mark(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** A place for a text that changes. */
export function text(): Text {
  return document.createTextNode("");
}

const ICONS = {
  pause: "M6 4v8M10 4v8",
  resume: "M5 3.5v9l7-4.5z",
  clear: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M4.1 4.1l7.8 7.8",
  copy: "M6 5.5h6.5v8H6zM9.5 5.5v-3h-6v8H6",
  download: "M8 2.5v7.5M4.5 7L8 10.5 11.5 7M3 13.5h10",
  close: "M4 4l8 8M12 4l-8 8",
  open: "M6 4l4 4-4 4",
};

/** A small drawing. */
export function icon(name: keyof typeof ICONS): SVGElement {
  return svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true", class: "icon" }, svg("path", { d: ICONS[name] }));
}

/** A button that shows a drawing and is called by a name. */
export function iconButton(name: keyof typeof ICONS, label: string, onClick: () => void): HTMLButtonElement {
  return el("button", { type: "button", "aria-label": label, title: label, onclick: onClick }, icon(name));
}
