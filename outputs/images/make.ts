/** Pictures out of a tensor: [n, h, w], or [n, h * w] where they are square. */
import { Figure, OutputError } from "../figure.ts";
import { rangeOf } from "../tensor/summary.ts";
import { isTensor, readGrid } from "../tensor/read.ts";
import { type ImagesPayload, MOST_IMAGE_PIXELS, MOST_IMAGES } from "./payload.ts";

export interface ImagesOptions {
  /** One a picture; a tensor of numbers will do. */
  labels?: unknown;
  columns?: number;
  /** Zero in the middle of the scale, a hue on either side: for weights and gradients. */
  diverging?: boolean;
}

/** @throws OutputError */
export function images(data: unknown, options: ImagesOptions = {}): Figure<ImagesPayload> {
  const { shape, values } = readGrid(data, "plot.images");
  const [total, height, width] = sizesOf(shape);
  const count = Math.min(total, MOST_IMAGES, Math.floor(MOST_IMAGE_PIXELS / Math.max(1, height * width)));
  const kept = values.slice(0, count * height * width);
  const { min, max } = rangeOf(kept);
  return new Figure("images", {
    count,
    total,
    height,
    width,
    values: kept,
    min,
    max,
    labels: options.labels === undefined ? null : labelsOf(options.labels, count),
    columns: options.columns ?? null,
    diverging: options.diverging ?? false,
  });
}

function sizesOf(shape: readonly number[]): [count: number, height: number, width: number] {
  if (shape.length === 3) return [shape[0], shape[1], shape[2]];
  if (shape.length === 2) {
    const side = Math.sqrt(shape[1]);
    if (Number.isInteger(side) && side > 1) return [shape[0], side, side];
    return [1, shape[0], shape[1]];
  }
  if (shape.length === 1 && Number.isInteger(Math.sqrt(shape[0]))) {
    return [1, Math.sqrt(shape[0]), Math.sqrt(shape[0])];
  }
  throw new OutputError(
    `plot.images takes [pictures, height, width] or [pictures, side * side], not [${shape.join(", ")}].`,
  );
}

function labelsOf(labels: unknown, count: number): string[] {
  const list = isTensor(labels) || !Array.isArray(labels) ? [...readGrid(labels, "labels").values] : labels;
  return Array.from({ length: count }, (_, at) => (list[at] === undefined ? "" : String(list[at])));
}
