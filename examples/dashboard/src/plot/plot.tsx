import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { options } from "./chart.js";

interface PlotProps {
  /** What the plot shows, in words. */
  label: string;
  /** Unix milliseconds. */
  times: readonly number[];
  /** A value for each time. */
  values: readonly number[];
  /** What the values should be, if anything. */
  target?: number | undefined;
}

/** A live plot. */
export function Plot({ label, times, values, target }: PlotProps) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);

  useEffect(() => {
    const box = frame.current!;
    const size = () => ({ width: box.clientWidth, height: box.clientHeight });
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const drawn = new uPlot({ ...options(rem), ...size() }, [[], [], []], box);
    const resized = new ResizeObserver(() => drawn.setSize(size()));
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const repaint = () => drawn.redraw();
    plot.current = drawn;
    resized.observe(box);
    scheme.addEventListener("change", repaint);
    return () => {
      scheme.removeEventListener("change", repaint);
      resized.disconnect();
      drawn.destroy();
    };
  }, []);

  useEffect(() => {
    const wanted = times.map(() => target);
    plot.current?.setData([[...times], [...values], wanted]);
  }, [times, values, target]);

  return (
    <div ref={frame} className="plot" role="img" aria-label={label} data-empty={times.length === 0 || undefined} />
  );
}
