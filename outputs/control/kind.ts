/** Controls are values: `slider(...)` is the number. What they display is a `ControlFigure`, keyed by cell and label. */
import type { OutputKind } from "../kind.ts";
import { ControlFigure, controls } from "./make.ts";
import type { ControlPayload } from "./payload.ts";

const control: OutputKind<ControlPayload> = {
  kind: "control",
  priority: 90,
  matches: (value) => value instanceof ControlFigure,
  encode: (value) => (value as ControlFigure).payload, // matches() has seen it
  provide: controls,
};
export default control;
