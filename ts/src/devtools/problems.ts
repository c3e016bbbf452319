import { el, text, put } from "./dom.js";
import { formatTime } from "./format.js";
import type { Model, Problem } from "./model.js";

const COLUMNS = ["Time", "Count", "In", "Record", "Path", "What"] as const;

/** What went wrong, the newest first. */
export class Problems {
  readonly element: HTMLElement;
  readonly #body = el("div", { role: "rowgroup" });
  readonly #empty = el("p", { class: "empty" });
  readonly #rows: Row[] = [];

  constructor() {
    const heads = COLUMNS.map((name) => el("span", { role: "columnheader", class: name.toLowerCase() }, name));
    const head = el("div", { role: "row", class: "row head" }, ...heads);
    const table = el("div", { role: "table", "aria-label": "Problems" }, el("div", { role: "rowgroup", class: "top" }, head), this.#body);
    this.element = el("div", { class: "scroll problems" }, table, this.#empty);
  }

  /** Shows the problems that the filter lets through. */
  update(model: Model, passes: (text: string) => boolean): void {
    const { problems } = model;
    const shown = problems.filter(({ key, code, path, message }) => passes([key, code, path, message].join(" ")));
    shown.forEach((problem, index) => this.#row(index).show(problem));
    for (const { element } of this.#rows.splice(shown.length)) element.remove();
    this.#empty.hidden = shown.length > 0;
    this.#empty.textContent = problems.length === 0 ? "nothing went wrong so far" : "no problem passes the filter";
  }

  #row(index: number): Row {
    let row = this.#rows[index];
    if (row === undefined) {
      row = new Row();
      this.#rows.push(row);
      this.#body.append(row.element);
    }
    return row;
  }
}

class Row {
  readonly element: HTMLElement;
  readonly #texts = COLUMNS.map(() => text());

  constructor() {
    const cells = COLUMNS.map((name, index) => el("span", { role: "cell", class: name.toLowerCase() }, this.#texts[index]!));
    this.element = el("div", { role: "row", class: "row" }, ...cells);
  }

  show({ at, count, in: where, key, code, path, message }: Problem): void {
    const shown = [
      formatTime(at),
      count === 1 ? "" : `×${count}`,
      where,
      key ?? "–",
      path,
      code === "contract" ? message : `${code}: ${message}`,
    ];
    shown.forEach((part, index) => put(this.#texts[index]!, part));
  }
}
