/** `shapes.matmul(a, b)` and its kin: the axes that meet, as a picture. */
import { figureKind } from "../figure.ts";
import { shapes } from "./make.ts";
import type { ShapesPayload } from "./payload.ts";

export default figureKind<ShapesPayload>("shapes", () => ({ shapes }));
