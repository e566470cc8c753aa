/** Controls are values: `slider(...)` is the number. What they display is a figure, keyed by cell and label. */
import { figureKind } from "../figure.ts";
import { controls } from "./make.ts";
import type { ControlPayload } from "./payload.ts";

export default figureKind<ControlPayload>("control", controls);
