/** `compareEstimators(...)`: bias and variance of estimators of one gradient. */
import { figureKind } from "../figure.ts";
import { compareEstimators } from "./make.ts";
import type { EstimatorsPayload } from "./payload.ts";

export default figureKind<EstimatorsPayload>("estimators", () => ({ compareEstimators }));
