/** A sound as it is played, its samples for a program, and its waveform. */
import { drawnFiles } from "../drawing/capture.ts";
import { formatCount, printNumber } from "../format.ts";
import { csvFile, type Keep } from "../keep.ts";
import type { AudioPayload } from "./payload.ts";
import { playable, wavOf } from "./wave.ts";

const keep: Keep<AudioPayload> = {
  copy: (payload) => ({
    text: `[${Array.from(payload.samples, (x) => printNumber(x, 7)).join(", ")}]`,
    part: partOf(payload),
  }),
  files: (payload, element) => [
    {
      format: "WAV",
      part: partOf(payload),
      make: () =>
        new Blob([wavOf(playable(payload.samples, payload.peak), payload.rate)], { type: "audio/wav" }),
    },
    csvFile(
      Array.from(payload.samples, (x) => [x]),
      partOf(payload),
    ),
    ...drawnFiles(element),
  ],
};
export default keep;

const partOf = ({ samples, total }: AudioPayload) =>
  samples.length < total ? `the first ${formatCount(samples.length)} samples` : null;
