/**
 * What the names that kinds bring into a cell give back or display (`table(...)`, `plot.lines(...)`, a slider): a payload made
 * already, and known again by the kind that it says.
 */
import { SlopeError } from "#engine";
import type { CellContext, OutputKind } from "./kind.ts";

export class Figure<Payload = unknown> {
  readonly kind: string;
  readonly payload: Payload;

  constructor(kind: string, payload: Payload) {
    this.kind = kind;
    this.payload = payload;
  }
}

/** An output was described in a way that cannot be drawn. The message begins with the call that did. */
export class OutputError extends SlopeError {
  override name = "OutputError";
}

/** The output kind whose values are the figures that say so. */
export function figureKind<Payload>(
  kind: string,
  provide: (context: CellContext) => Readonly<Record<string, unknown>> = () => ({}),
): OutputKind<Payload> {
  return {
    kind,
    priority: 80,
    matches: (value) => value instanceof Figure && value.kind === kind,
    encode: (value) => (value as Figure<Payload>).payload, // matches() has seen it, and its kind alone makes it
    provide,
  };
}
