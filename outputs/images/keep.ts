/** Pictures as they are seen, and the numbers behind them. */
import { canvasesAsPng, drawnFiles } from "../drawing/capture.ts";
import { counted } from "../format.ts";
import { jsonFile, type Keep } from "../keep.ts";
import type { ImagesPayload } from "./payload.ts";

const keep: Keep<ImagesPayload> = {
  copy: (_payload, element) => ({ picture: () => canvasesAsPng(element), part: null }),
  files: (payload, element) => [
    ...drawnFiles(element),
    jsonFile({ shape: shapeOf(payload), values: payload.values, labels: payload.labels }, partOf(payload)),
  ],
};
export default keep;

const shapeOf = ({ count, height, width, channels }: ImagesPayload) => [
  ...[count, height, width],
  ...(channels > 1 ? [channels] : []),
];

const partOf = ({ count, total }: ImagesPayload) =>
  count < total ? `the first ${counted(count, "picture")}` : null;
