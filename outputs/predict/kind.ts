/** Predict, then run: `predict.curve(...)` and `predict.arrow(...)` show themselves, and compute nothing until they are asked. */
import { figureKind } from "../figure.ts";
import { predictions } from "./make.ts";
import type { PredictPayload } from "./payload.ts";

export default figureKind<PredictPayload>("predict", (context) => ({ predict: predictions(context) }));
