/** The verdict as text, the curves as a sheet, the drawing as it stands. */
import { csvFile, jsonFile, type Keep } from "../keep.ts";
import { joined, placeAt, sampled } from "./measure.ts";
import type { Curve, PredictPayload } from "./payload.ts";
import { arrowWords, curveWords } from "./words.ts";

const keep: Keep<PredictPayload> = {
  copy: ({ prediction }) => ({
    text: [
      prediction.label,
      ...(prediction.type === "curve" ? curveWords(prediction) : arrowWords(prediction)),
    ].join("\n"),
    part: null,
  }),
  files: ({ prediction }) =>
    prediction.type === "curve" ? [csvFile(rows(prediction)), jsonFile(prediction)] : [jsonFile(prediction)],
};
export default keep;

function* rows({ guess, truth, x, xLabel }: Curve): Generator<(string | number | null)[]> {
  yield [xLabel || "x", "guess", "truth"];
  const mine = joined(guess);
  const real = truth && sampled(truth, x);
  for (const [at, y] of mine.entries()) yield [placeAt(x, at), y, real?.[at] ?? null];
}
