import { el, mark, put, text } from "./dom.js";
import { count, formatBytes, formatRate } from "./format.js";
import type { BridgeView, Model } from "./model.js";

/** A line below: the connections, and the sum of it all. */
export class Footer {
  readonly element = el("footer", { class: "bar foot" });
  readonly #bridges = el("ul", { "aria-label": "Bridges" });
  readonly #sum = text();
  readonly #lines: Line[] = [];

  constructor() {
    this.element.append(this.#bridges, el("span", { class: "sum" }, this.#sum));
  }

  /** Shows what was sampled. */
  update({ bridges, records, closed }: Model): void {
    bridges.forEach((bridge, index) => this.#line(index).show(bridge));
    for (const { element } of this.#lines.splice(bridges.length)) element.remove();
    this.#bridges.hidden = bridges.length === 0;
    const rate = records.reduce((sum, record) => sum + record.rate, 0);
    const sum = `${count(records.length, "record")}, ${formatRate(rate)} values/s`;
    put(this.#sum, closed ? "the database was freed: this is what it was last" : bridges.length === 0 ? `no bridge · ${sum}` : sum);
  }

  #line(index: number): Line {
    let line = this.#lines[index];
    if (line === undefined) {
      line = new Line();
      this.#lines.push(line);
      this.#bridges.append(line.element);
    }
    return line;
  }
}

const FIGURES = [
  ["queue", "writes that wait to be sent, or for the server's word"],
  ["in", "received"],
  ["out", "sent"],
  ["rtt", "from the last ping to its answer"],
] as const;

/** One connection. */
class Line {
  readonly element = el("li");
  readonly #status = text();
  readonly #figures = FIGURES.map(() => text());

  constructor() {
    const figures = FIGURES.map(([name, title], index) =>
      el("span", { class: "figure", title }, `${name} `, el("b", {}, this.#figures[index]!)),
    );
    this.element.append(el("span", { class: "status" }, this.#status), ...figures);
  }

  show({ status, paused, stats }: BridgeView): void {
    mark(this.element, "data-status", paused ? "paused" : status);
    put(this.#status, paused ? "paused" : status);
    const { queued, bytesReceived, bytesSent, roundTripMs, connects } = stats;
    const rtt = connects === 0 ? "–" : `${roundTripMs} ms`;
    const shown = [String(queued), formatBytes(bytesReceived), formatBytes(bytesSent), rtt];
    shown.forEach((part, index) => put(this.#figures[index]!, part));
  }
}
