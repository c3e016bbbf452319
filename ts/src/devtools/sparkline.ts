import { count } from "./format.js";
import { mark, svg } from "./dom.js";
import { HISTORY, PERIOD, type RecordView } from "./model.js";

const HEIGHT = 20;

/** A line of a record's signal over the last half minute. */
export class Sparkline {
  readonly element: SVGSVGElement;
  readonly #line = svg("path", { class: "line", "vector-effect": "non-scaling-stroke" });
  readonly #area = svg("path", { class: "area" });

  constructor() {
    const box = `0 0 ${HISTORY - 1} ${HEIGHT}`;
    const attributes = { viewBox: box, preserveAspectRatio: "none", role: "img", class: "spark" };
    this.element = svg("svg", attributes, this.#area, this.#line);
  }

  /** Draws it anew. */
  draw({ history, schema }: RecordView): void {
    const { signal, unit } = schema;
    const known = history.filter((value) => !Number.isNaN(value));
    const low = Math.min(...known);
    const high = Math.max(...known);
    const { line, area } = trace(history, low, high);
    mark(this.#line, "d", line);
    mark(this.#area, "d", area);
    const seconds = Math.round((history.length * PERIOD) / 1000);
    const range = known.length === 0 ? "no value" : `${round(low)} to ${round(high)} ${unit}`.trim();
    mark(this.element, "aria-label", `${signal}: ${range} in ${count(seconds, "second")}`);
  }
}

/** At most four digits behind the point: it is a label. */
function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

/** The newest value is at the right edge, and a line of equal values in the middle. */
function trace(history: readonly number[], low: number, high: number): { line: string; area: string } {
  const scale = high > low ? (HEIGHT - 4) / (high - low) : 0;
  const offset = HISTORY - history.length;
  let line = "";
  let area = "";
  let begun = -1;
  const end = (x: number): void => {
    if (begun >= 0) area += `L${x} ${HEIGHT}L${begun} ${HEIGHT}Z`;
    begun = -1;
  };
  history.forEach((value, index) => {
    const x = offset + index;
    if (Number.isNaN(value)) return end(x - 1);
    const y = scale === 0 ? HEIGHT / 2 : HEIGHT - 2 - (value - low) * scale;
    const step = `${begun < 0 ? "M" : "L"}${x} ${y.toFixed(1)}`;
    line += step;
    area += step;
    if (begun < 0) begun = x;
  });
  end(HISTORY - 1);
  return { line, area };
}
