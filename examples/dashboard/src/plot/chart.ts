import uPlot from "uplot";
import { print } from "../reading.js";

/** A noise of fewer units than this is not blown up to fill the plot. */
const MIN_SPAN = 4;

/** Colours are the style sheet's, which knows the colour scheme. */
function colour(name: string) {
  return ({ root }: uPlot) => getComputedStyle(root).getPropertyValue(name);
}

function fade(plot: uPlot): CanvasGradient {
  const { ctx, bbox } = plot;
  const gradient = ctx.createLinearGradient(0, bbox.top, 0, bbox.top + bbox.height);
  gradient.addColorStop(0, colour("--line-fade")(plot));
  gradient.addColorStop(1, "transparent");
  return gradient;
}

/** Nor are a few seconds. */
const MIN_TIME = 10_000;

function span(_: uPlot, from: number | null, to: number | null): uPlot.Range.MinMax {
  return from === null || to === null ? [from, to] : [Math.min(from, to - MIN_TIME), to];
}

function range(_: uPlot, low: number | null, high: number | null): uPlot.Range.MinMax {
  if (low === null || high === null) return [low, high];
  const spare = Math.max(0, MIN_SPAN - (high - low)) / 2 + 0.3;
  return [low - spare, high + spare];
}

/** Marks the newest value. */
function mark(plot: uPlot): void {
  const x = plot.data[0].at(-1);
  const y = plot.data[1]?.at(-1);
  if (x === undefined || y == null) return;
  plot.ctx.beginPath();
  plot.ctx.arc(plot.valToPos(x, "x", true), plot.valToPos(y, "y", true), 4 * uPlot.pxRatio, 0, 2 * Math.PI);
  plot.ctx.fillStyle = colour("--line")(plot);
  plot.ctx.fill();
}

const MINUTE = 60_000;

const [coarse, fine] = [{}, { second: "2-digit" } as const].map(
  (more) => new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...more }),
);

/** Times of day, with seconds where they matter. */
function clock(_: uPlot, splits: number[], _axis: number, _space: number, step: number): string[] {
  const format = step < MINUTE ? fine! : coarse!;
  return splits.map((split) => format.format(split));
}

/** Says in a corner what was when, under the pointer: in all plots at once. */
function readout(): uPlot.Plugin {
  const note = document.createElement("span");
  note.className = "readout";
  note.ariaHidden = "true";
  const say = ({ cursor: { idx }, data: [times, values] }: uPlot): void => {
    const [time, value] = idx == null ? [] : [times[idx], values?.[idx]];
    note.textContent = time === undefined || value == null ? "" : `${fine!.format(time)}  ${print(value)}`;
  };
  return { hooks: { init: ({ root }) => root.append(note), setCursor: say } };
}

/** How uPlot is to draw. Sizes are in `rem`, the size of the page's letters in pixels. */
export function options(rem: number): Omit<uPlot.Options, "width" | "height"> {
  const axis: uPlot.Axis = {
    stroke: colour("--muted"),
    font: `${0.6875 * rem}px system-ui, sans-serif`,
    ticks: { show: false },
    gap: 0.4 * rem,
  };
  return {
    ms: 1,
    legend: { show: false },
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: false },
      sync: { key: "time", scales: ["x", null] },
    },
    plugins: [readout()],
    padding: [0.5 * rem, rem, 0, 0],
    scales: { x: { range: span }, y: { range } },
    axes: [
      {
        ...axis,
        size: 1.4 * rem,
        space: 5 * rem,
        incrs: [MINUTE / 30, MINUTE / 12, MINUTE / 6, MINUTE / 2, MINUTE, 2 * MINUTE, 5 * MINUTE],
        grid: { show: false },
        values: clock,
      },
      {
        ...axis,
        size: 1.9 * rem,
        space: 2.2 * rem,
        incrs: [1, 2, 5, 10],
        grid: { stroke: colour("--rule"), width: 1 },
      },
    ],
    series: [
      {},
      {
        stroke: colour("--line"),
        width: rem / 8,
        fill: fade,
        fillTo: ({ scales }) => scales["y"]?.min ?? 0,
        points: { show: false },
      },
      { stroke: colour("--ink"), width: 1, dash: [2, 4], points: { show: false } },
    ],
    hooks: { draw: [mark] },
  };
}
