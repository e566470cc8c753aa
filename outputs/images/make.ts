/** Pictures out of a tensor: `plot.images`. */
import { Figure, OutputError } from "../figure.ts";
import { formatShape } from "../format.ts";
import { isTensor, readGrid } from "../tensor/read.ts";
import type { ImagesPayload } from "./payload.ts";
import { sheetOf } from "./sheet.ts";

export interface ImagesOptions {
  /** One a picture; a tensor of numbers will do. */
  labels?: unknown;
  columns?: number;
  /** Zero in the middle of the scale, a hue on either side: for weights and gradients. */
  diverging?: boolean;
  /** Black to white instead of paper to ink: for photographs. */
  light?: boolean;
}

/** @throws OutputError */
export function images(data: unknown, options: ImagesOptions = {}): Figure<ImagesPayload> {
  const grid = readGrid(data, "plot.images");
  const { labels, columns, diverging = false, light = false } = options;
  const scale = diverging ? "signed" : light ? "light" : "ink";
  const sheet = sheetOf(grid, { labels: labelsOf(labels), columns, scale });
  if (sheet) return new Figure("images", sheet);
  throw new OutputError(
    `plot.images takes [pictures, height, width], [pictures, side * side] or [pictures, height, width, 3], not ${formatShape(grid.shape)}.`,
  );
}

function labelsOf(labels: unknown): string[] | undefined {
  if (labels === undefined) return undefined;
  const list = isTensor(labels) || !Array.isArray(labels) ? readGrid(labels, "labels").values : labels;
  return Array.from(list, (label) => (label === undefined ? "" : String(label)));
}
