/** Where a slider's value stands on its track. A log slider moves by ratios and lands on round numbers. */
import type { Slider } from "./payload.ts";

/** Stops of a log track: twenty a decade (1, 1.1, 1.3, 1.4, 1.6...), so that each arrow key is a number of its own. */
export const stopsOf = ({ min, max }: Slider) => Math.max(20, Math.round(20 * Math.log10(max / min)));

export function toPosition(slider: Slider, value: number): number {
  const { scale, min, max } = slider;
  return scale === "log" ? (stopsOf(slider) * Math.log(value / min)) / Math.log(max / min) : value;
}

export function fromPosition(slider: Slider, position: number): number {
  const { scale, min, max, step } = slider;
  if (scale === "linear") return position;
  const value = min * (max / min) ** (position / stopsOf(slider));
  const digits = max / min < 10 ? 3 : 2;
  const round =
    step === null
      ? Number(value.toPrecision(digits))
      : Number((Math.round(value / step) * step).toPrecision(12));
  return Math.min(max, Math.max(min, round));
}
