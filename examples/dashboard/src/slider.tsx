import type { CSSProperties } from "react";
import { print } from "./reading.js";

/** The range, in the value's unit. */
const [LEAST, MOST] = [15, 28];

interface SliderProps {
  label: string;
  unit: string;
  /** The value; nothing as long as it is not known. */
  value: number | undefined;
  onChange: (value: number) => void;
}

/** A temperature to choose. */
export function Slider({ label, unit, value, onChange }: SliderProps) {
  const shown = value ?? LEAST;
  const part = Math.min(1, Math.max(0, (shown - LEAST) / (MOST - LEAST)));
  return (
    <div className="slider" style={{ "--part": part } as CSSProperties}>
      <span aria-hidden="true">{LEAST}</span>
      <input
        type="range"
        min={LEAST}
        max={MOST}
        step={0.5}
        value={shown}
        disabled={value === undefined}
        aria-label={label}
        aria-valuetext={`${print(shown)} ${unit}`}
        onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
      <span aria-hidden="true">{MOST}</span>
    </div>
  );
}
