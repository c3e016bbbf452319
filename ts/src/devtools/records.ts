import { el, icon, mark, put, text } from "./dom.js";
import { Fields } from "./fields.js";
import { count, formatAge, formatRate, preview } from "./format.js";
import type { Model, RecordView } from "./model.js";
import { Sparkline } from "./sparkline.js";

/** The columns; the first names the row. */
const COLUMNS = [
  ["Record", "key"],
  ["Contract", "contract"],
  ["Value", "value"],
  ["Signal", "signal"],
  ["Rate", "rate", "values written a second"],
  ["Lost", "lost", "values overwritten before its listeners got them"],
  ["Listeners", "listeners", "subscriptions and taps"],
] as const;

/** Rows at most: behind them it takes a filter. */
const MAX_ROWS = 1000;

/** The records, a row each. */
export class Records {
  readonly element: HTMLElement;
  readonly #rows = new Map<string, Row>();
  readonly #body = el("div", { role: "rowgroup", class: "rows", onkeydown: (event: KeyboardEvent) => this.#move(event) });
  readonly #emptiness = text();
  readonly #empty = el("p", { class: "empty" }, this.#emptiness);
  /** Tells which rows are in view: only those are drawn. */
  readonly #eye: IntersectionObserver;
  readonly #byElement = new Map<Element, Row>();
  readonly #inView = new Set<Row>();
  #at = 0;

  constructor() {
    const heads = COLUMNS.map(([name, style, title]) =>
      el("span", { role: "columnheader", class: style, ...(title === undefined ? {} : { title }) }, name),
    );
    const head = el("div", { role: "row", class: "row head" }, ...heads);
    const table = el("div", { role: "table", "aria-label": "Records" }, el("div", { role: "rowgroup", class: "top" }, head), this.#body);
    this.element = el("div", { class: "scroll" }, table, this.#empty);
    this.#eye = new IntersectionObserver((changes) => this.#look(changes), { root: this.element, rootMargin: "200px" });
  }

  /** Shows the records that the filter lets through. */
  update({ records, at }: Model, passes: (text: string) => boolean): void {
    this.#at = at;
    const gone = new Set(this.#rows.keys());
    let passed = 0;
    let place = this.#body.firstElementChild;
    for (const record of records) {
      gone.delete(record.key);
      const shown = passes(`${record.key} ${record.contract}`) && ++passed <= MAX_ROWS;
      const row = this.#rows.get(record.key) ?? (shown ? this.#add(record) : undefined);
      if (row === undefined) continue;
      row.record = record;
      row.element.hidden = !shown;
      if (row.element === place) place = place.nextElementSibling;
      else this.#body.insertBefore(row.element, place);
      if (this.#inView.has(row)) row.draw(at);
    }
    for (const key of gone) this.#remove(key);
    this.#empty.hidden = passed > 0 && passed <= MAX_ROWS;
    put(this.#emptiness, emptiness(records.length, passed));
    this.#keepTabStop();
  }

  /** Ends it. */
  end(): void {
    this.#eye.disconnect();
  }

  #add(record: RecordView): Row {
    const row = new Row(record);
    row.draw(this.#at);
    this.#rows.set(record.key, row);
    this.#byElement.set(row.element, row);
    this.#eye.observe(row.element);
    return row;
  }

  #remove(key: string): void {
    const row = this.#rows.get(key)!;
    this.#rows.delete(key);
    this.#byElement.delete(row.element);
    this.#inView.delete(row);
    this.#eye.unobserve(row.element);
    row.element.remove();
  }

  #look(changes: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of changes) {
      const row = this.#byElement.get(target);
      if (row === undefined) continue;
      if (!isIntersecting) {
        this.#inView.delete(row);
      } else if (!this.#inView.has(row)) {
        this.#inView.add(row);
        row.draw(this.#at);
      }
    }
  }

  #buttons(): HTMLButtonElement[] {
    return [...this.#body.querySelectorAll<HTMLButtonElement>(".record:not([hidden]) .key button")];
  }

  /** One row is reached by Tab, the others from it. */
  #keepTabStop(): void {
    const buttons = this.#buttons();
    if (buttons.some(({ tabIndex }) => tabIndex === 0)) return;
    for (const { button } of this.#rows.values()) button.tabIndex = -1;
    if (buttons[0] !== undefined) buttons[0].tabIndex = 0;
  }

  #move(event: KeyboardEvent): void {
    const buttons = this.#buttons();
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    const next = at < 0 || to === undefined ? undefined : buttons[to];
    if (next === undefined) return;
    event.preventDefault();
    buttons[at]!.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}

function emptiness(records: number, passed: number): string {
  if (records === 0) return "no record yet";
  return passed === 0 ? "no record passes the filter" : `and ${passed - MAX_ROWS} more: filter them`;
}

/** A record's row, and what it unfolds. */
class Row {
  record: RecordView;
  readonly element: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly #texts = { value: text(), unit: text(), rate: text(), lost: text(), listeners: text() };
  readonly #rate: HTMLElement;
  readonly #lost: HTMLElement;
  readonly #listeners: HTMLElement;
  readonly #value: HTMLElement;
  readonly #spark: Sparkline | undefined;
  #details: Details | undefined;

  constructor(record: RecordView) {
    this.record = record;
    const { key, contract, schema } = record;
    const cell = (style: string, ...children: (Node | string)[]): HTMLElement =>
      el("span", { role: "cell", class: style }, ...children);
    const { value, unit, rate, lost, listeners } = this.#texts;
    this.button = el(
      "button",
      { type: "button", "aria-expanded": "false", tabindex: "-1", onclick: () => this.#toggle() },
      icon("open"),
      el("span", { class: "name", title: key }, key),
    );
    if (schema.signal !== "") this.#spark = new Sparkline();
    this.#value = cell("value", value, el("span", { class: "unit" }, unit));
    this.#rate = cell("rate", rate);
    this.#lost = cell("lost", lost);
    this.#listeners = cell("listeners", listeners);
    this.element = el(
      "div",
      { class: "record", role: "presentation" },
      el(
        "div",
        { role: "row", class: "row" },
        el("span", { role: "rowheader", class: "key" }, this.button),
        cell("contract", contract),
        this.#value,
        cell("signal", ...(this.#spark === undefined ? [] : [this.#spark.element])),
        this.#rate,
        this.#lost,
        this.#listeners,
      ),
    );
  }

  /** Shows the record as it was sampled. */
  draw(at: number): void {
    const { record } = this;
    const { schema, value, unreadable } = record;
    const signal = schema.signal === "" ? undefined : (value as { [name: string]: unknown } | null)?.[schema.signal];
    const texts = this.#texts;
    put(texts.value, unreadable !== null ? "unreadable" : value === null ? "–" : preview(signal ?? value));
    put(texts.unit, signal === undefined ? "" : schema.unit);
    put(texts.rate, formatRate(record.rate));
    put(texts.lost, String(record.lagged));
    put(texts.listeners, String(record.listeners));
    this.#lost.className = `lost ${record.lagged > 0 ? "warn" : "none"}`;
    this.#rate.classList.toggle("none", record.rate === 0);
    this.#listeners.classList.toggle("none", record.listeners === 0);
    this.#value.classList.toggle("quiet", signal === undefined);
    this.#spark?.draw(record);
    this.#details?.draw(record, at);
    this.#drawnAt = at;
  }

  #drawnAt = 0;

  #toggle(): void {
    const { button } = this;
    if (this.#details === undefined) {
      this.#details = new Details(this.record);
      this.#details.draw(this.record, this.#drawnAt);
      this.element.append(this.#details.element);
      this.#details.element.scrollIntoView({ block: "nearest" });
      button.scrollIntoView({ block: "nearest" });
    } else {
      this.#details.element.remove();
      this.#details = undefined;
    }
    mark(button, "aria-expanded", String(this.#details !== undefined));
  }
}

/** All of a record. */
class Details {
  readonly element: HTMLElement;
  readonly #fields = new Fields();
  readonly #spark: Sparkline | undefined;
  readonly #facts = text();
  readonly #trouble = text();

  constructor({ schema }: RecordView) {
    const parts: Node[] = [el("p", { class: "facts" }, this.#facts)];
    if (schema.signal !== "") {
      this.#spark = new Sparkline();
      parts.push(this.#spark.element);
    }
    const cell = el(
      "div",
      { role: "cell", "aria-colspan": String(COLUMNS.length), class: "details" },
      el("div", { class: "tree" }, this.#fields.element, el("p", { class: "trouble" }, this.#trouble)),
      el("div", { class: "side" }, ...parts),
    );
    this.element = el("div", { role: "row" }, cell);
  }

  draw(record: RecordView, at: number): void {
    const { schema, buffer, capacity, produced, delivered, lastUpdate, version } = record;
    put(this.#trouble, record.unreadable ?? "");
    this.#fields.update(record.value, schema.fields);
    const facts = [
      `${schema.icon} ${schema.schemaType} v${version}`.trim(),
      capacity === null ? buffer : `${buffer}, ${count(capacity, "value")}`,
      `${produced} written, ${delivered} delivered, ${record.lagged} lost`,
      lastUpdate === null ? "never written" : `written ${formatAge(at - lastUpdate)}`,
    ];
    put(this.#facts, facts.join("\n"));
    this.#spark?.draw(record);
  }
}
