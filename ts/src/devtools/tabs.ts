import { el, mark, put, text } from "./dom.js";

interface Tab {
  readonly button: HTMLButtonElement;
  readonly pane: HTMLElement;
  readonly number: Text;
}

/** Panes of which one is seen. */
export class Tabs<Name extends string> {
  readonly element: HTMLElement;
  readonly panes: readonly HTMLElement[];
  readonly #tabs = new Map<Name, Tab>();
  #chosen: Name;

  constructor(contents: { readonly [name in Name]: HTMLElement }) {
    for (const [name, content] of Object.entries<HTMLElement>(contents) as [Name, HTMLElement][]) {
      const number = text();
      const button = el(
        "button",
        { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `pane-${name}`, onclick: () => this.choose(name) },
        name,
        el("span", { class: "tally" }, number),
      );
      const pane = el("div", { role: "tabpanel", id: `pane-${name}`, "aria-labelledby": `tab-${name}` }, content);
      this.#tabs.set(name, { button, pane, number });
    }
    const buttons = [...this.#tabs.values()].map(({ button }) => button);
    this.panes = [...this.#tabs.values()].map(({ pane }) => pane);
    const move = (event: KeyboardEvent): void => this.#move(event);
    this.element = el("div", { role: "tablist", "aria-label": "What to show", onkeydown: move }, ...buttons);
    [this.#chosen] = this.#tabs.keys() as Iterable<Name> as unknown as [Name];
    this.choose(this.#chosen);
  }

  /** Shows a pane. */
  choose(chosen: Name): void {
    this.#chosen = chosen;
    for (const [name, { button, pane }] of this.#tabs) {
      mark(button, "aria-selected", String(name === chosen));
      button.tabIndex = name === chosen ? 0 : -1;
      pane.hidden = name !== chosen;
    }
  }

  /** Puts a number beside a name; none for 0. */
  count(name: Name, count: number): void {
    put(this.#tabs.get(name)!.number, count === 0 ? "" : String(count));
  }

  /** Goes to the chosen tab. */
  focus(): void {
    this.#tabs.get(this.#chosen)!.button.focus();
  }

  #move(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const names = [...this.#tabs.keys()];
    this.choose(names[(names.indexOf(this.#chosen) + step + names.length) % names.length]!);
    this.focus();
    event.preventDefault();
  }
}
