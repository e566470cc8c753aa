/** A tensor of samples as a sound: `audio(wave, { rate: 16_000 })`. */
import { Figure, OutputError } from "../figure.ts";
import { formatShape } from "../format.ts";
import { readGrid } from "../tensor/read.ts";
import { rangeOf } from "../tensor/summary.ts";
import { type AudioPayload, HIGHEST_RATE, LOWEST_RATE, MOST_SAMPLES } from "./payload.ts";

export interface AudioOptions {
  /** Samples a second. */
  rate?: number;
  label?: string;
}

/** @throws OutputError */
export function audio(data: unknown, options: AudioOptions = {}): Figure<AudioPayload> {
  const { rate = 44_100, label = null } = options;
  const { shape, values } = readGrid(data, "audio");
  if (shape.filter((size) => size !== 1).length > 1) {
    throw new OutputError(
      `audio takes one row of samples, not ${formatShape(shape)}. Play one channel: audio(sound.at(0).get()).`,
    );
  }
  if (!(rate >= LOWEST_RATE && rate <= HIGHEST_RATE)) {
    throw new OutputError(`audio: rate is ${LOWEST_RATE} to ${HIGHEST_RATE} samples a second, not ${rate}.`);
  }
  const samples = Float32Array.from(values.subarray(0, MOST_SAMPLES));
  const { min, max, odd } = rangeOf(samples);
  const peak = Math.max(Math.abs(min), Math.abs(max));
  return new Figure("audio", { samples, rate, total: values.length, peak, odd, label });
}
