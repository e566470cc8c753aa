/** Where a slider's value stands on its track. A log slider moves by ratios and lands on round numbers. */
import type { Slider } from "./payload.ts";

/** Positions of a track without steps: fine enough for a mouse, coarse enough for arrow keys. */
export const POSITIONS = 200;

export function toPosition({ scale, min, max }: Slider, value: number): number {
  return scale === "log" ? (POSITIONS * Math.log(value / min)) / Math.log(max / min) : value;
}

export function fromPosition({ scale, min, max, step }: Slider, position: number): number {
  if (scale === "linear") return position;
  const value = min * (max / min) ** (position / POSITIONS);
  const round =
    step === null ? Number(value.toPrecision(2)) : Number((Math.round(value / step) * step).toPrecision(12));
  return Math.min(max, Math.max(min, round));
}
