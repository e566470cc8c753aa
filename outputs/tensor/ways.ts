/** The ways a tensor can be looked at, as far as the page was given what they need. */
import type { Numbers } from "../arrays.ts";
import { counted } from "../format.ts";
import { sheetOf } from "../images/sheet.ts";
import type { ImagesPayload } from "../images/payload.ts";
import { histogramOf } from "./histogram.ts";
import type { Corner, Histogram, Picture, TensorSummary } from "./payload.ts";

export type Way = "numbers" | "heat-map" | "histogram" | "image" | "table";

/** Empty where there is one way only: a scalar, an empty tensor. */
export function waysOf(summary: TensorSummary): readonly Way[] {
  if (sizeOf(summary) < 2) return [];
  return [
    ...(summary.values === null ? [] : ["numbers" as const]),
    "heat-map",
    ...(spreadOf(summary) === null ? [] : ["histogram" as const]),
    ...(imageOf(summary) === null ? [] : ["image" as const]),
    "table",
  ];
}

/** What is shown before anyone chooses: numbers as long as they can be read, colours as they are, then a heat-map. */
export function firstWay(summary: TensorSummary): Way {
  if (summary.picture === null) return "numbers";
  return (imageOf(summary)?.channels ?? 1) > 1 ? "image" : "heat-map";
}

const sizeOf = ({ shape }: TensorSummary) => shape.reduce((a, b) => a * b, 1);

/** Every entry, where the page has them all. */
export function entriesOf(summary: TensorSummary): Numbers | null {
  if (summary.values) return summary.values;
  return summary.corner?.values.length === sizeOf(summary) ? summary.corner.values : null;
}

/** The heat-map: one pixel an entry where no picture was needed. */
export function pictureOf(summary: TensorSummary): Picture | null {
  if (summary.picture) return summary.picture;
  const { rows, columns, values } = tableOf(summary) ?? { rows: 0, columns: 0, values: null };
  return values && { rows, columns, values, marks: null, block: [1, 1] };
}

export function spreadOf(summary: TensorSummary): Histogram | null {
  return summary.histogram ?? (summary.values && histogramOf(summary.values, summary.min, summary.max));
}

/** Leading axes by the last, as far as numbers are here. */
export function tableOf(summary: TensorSummary): Corner | null {
  const { shape, values, corner } = summary;
  if (values === null) return corner;
  const columns = shape[shape.length - 1] ?? 1;
  return { rows: columns === 0 ? 0 : values.length / columns, columns, values };
}

/** Pictures, where the shape is that of some and all their pixels are here. */
export function imageOf(summary: TensorSummary): ImagesPayload | null {
  const values = entriesOf(summary);
  return values && summary.dtype !== "bool" && summary.shape.length > 1
    ? sheetOf({ shape: summary.shape, values })
    : null;
}

/** `2 NaN, 1 ∞`; empty where every entry is a number. */
export function oddWords({ odd }: Pick<TensorSummary, "odd">): string {
  const parts = [
    [odd.nan, "NaN"],
    [odd.plus, "∞"],
    [odd.minus, "−∞"],
  ] as const;
  return parts
    .filter(([n]) => n > 0)
    .map(([n, name]) => counted(n, name, name))
    .join(", ");
}

/** `[2, 0]`: the leading indices of a row of the matrix. */
export function leadingIndex(shape: readonly number[], row: number): string {
  let rest = row;
  const index = shape
    .slice(0, -1)
    .toReversed()
    .map((size) => {
      const at = rest % size;
      rest = Math.floor(rest / size);
      return at;
    })
    .toReversed();
  return index.length > 1 ? `[${index.join(", ")}]` : String(row);
}
