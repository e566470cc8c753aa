/** What a learner can do wrong, a class a kind. Messages say what was asked, what was found and the way out. */
import type { Shape } from "./shape.ts";

export class SlopeError extends Error {
  override name = "SlopeError";
}
/** Sizes that do not fit together. */
export class ShapeError extends SlopeError {
  override name = "ShapeError";
}
export class DTypeError extends SlopeError {
  override name = "DTypeError";
}
/** An axis that the tensor does not have. */
export class AxisError extends SlopeError {
  override name = "AxisError";
}
/** An index outside its axis. */
export class IndexError extends SlopeError {
  override name = "IndexError";
}
/** A number was asked of something that has none yet, or an escaped tracer was used. */
export class TracerError extends SlopeError {
  override name = "TracerError";
}
/** A gradient was asked where there is none to give. */
export class GradientError extends SlopeError {
  override name = "GradientError";
}

export function showShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** Two shapes right-aligned under each other, the axes that disagree marked. */
export function alignShapes(a: Shape, b: Shape): string {
  const rank = Math.max(a.length, b.length);
  const cells = (shape: Shape) => [
    ...Array<string>(rank - shape.length).fill(""),
    ...shape.map((size) => String(size)),
  ];
  const [top, bottom] = [cells(a), cells(b)];
  const width = top.map((cell, i) => Math.max(cell.length, bottom[i].length));
  const line = (row: readonly string[]) => row.map((cell, i) => cell.padStart(width[i])).join("  ");
  const marks = top.map((cell, i) =>
    cell !== "" && bottom[i] !== "" && cell !== bottom[i] && cell !== "1" && bottom[i] !== "1" ? "^" : "",
  );
  return `  ${line(top)}\n  ${line(bottom)}\n  ${line(marks)}`;
}
