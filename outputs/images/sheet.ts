/** Which pictures a shape can mean, and the payload they make. No engine: a tensor is seen so in the page too. */
import type { Numbers } from "../arrays.ts";
import { rangeOf } from "../tensor/summary.ts";
import { type ImagesPayload, MOST_IMAGE_PIXELS, MOST_IMAGES } from "./payload.ts";

type Channels = ImagesPayload["channels"];

interface Sizes {
  readonly total: number;
  readonly height: number;
  readonly width: number;
  readonly channels: Channels;
  /** The channels are whole planes, one after the other. */
  readonly planes: boolean;
}

const isColour = (n: number): n is 3 | 4 => n === 3 || n === 4;

/**
 * [h, w], [n, side * side], [n, h, w], [h, w, 3 or 4], [n, h, w, 1, 3 or 4] and [n, 1, 3 or 4, h, w].
 * @returns null for a shape of anything else
 */
function sizesOf(shape: readonly number[]): Sizes | null {
  const of = (total: number, height: number, width: number, channels: Channels = 1, planes = false) => ({
    total,
    height,
    width,
    channels,
    planes,
  });
  const [a, b, c, d] = shape;
  switch (shape.length) {
    case 1:
      return isSide(Math.sqrt(a)) ? of(1, Math.sqrt(a), Math.sqrt(a)) : null;
    case 2:
      return isSide(Math.sqrt(b)) ? of(a, Math.sqrt(b), Math.sqrt(b)) : of(1, a, b);
    case 3:
      return isColour(c) && a > 4 && b > 4 ? of(1, a, b, c) : of(a, b, c);
    case 4:
      if (d === 1 || isColour(d)) return of(a, b, c, d);
      return b === 1 || isColour(b) ? of(a, c, d, b, true) : null;
    default:
      return null;
  }
}

const isSide = (side: number) => Number.isInteger(side) && side > 1;

export interface SheetOptions {
  labels?: readonly string[] | undefined;
  columns?: number | undefined;
  scale?: ImagesPayload["scale"];
}

/** @returns null where the shape is none of pictures, or there is nothing in it */
export function sheetOf(
  { shape, values }: { shape: readonly number[]; values: Numbers },
  options: SheetOptions = {},
): ImagesPayload | null {
  const sizes = sizesOf(shape);
  if (sizes === null) return null;
  const { total, height, width, channels } = sizes;
  const each = height * width * channels;
  const count = Math.min(total, MOST_IMAGES, Math.floor(MOST_IMAGE_PIXELS / Math.max(1, each)));
  const kept = values.slice(0, count * each);
  const { min, max } = rangeOf(kept);
  return {
    count,
    total,
    height,
    width,
    channels,
    values: channels === 1 ? kept : coloursOf(kept, sizes, max),
    min,
    max,
    labels: options.labels ? Array.from({ length: count }, (_, at) => options.labels?.[at] ?? "") : null,
    columns: options.columns ?? null,
    scale: options.scale ?? "ink",
  };
}

/** From 0 to 1, a pixel's channels together. Anything above 1 means bytes: 255 is full. */
function coloursOf(values: Numbers, { height, width, channels, planes }: Sizes, max: number): Float32Array {
  const full = max > 1 ? 255 : 1;
  const area = height * width;
  return Float32Array.from(values, (_, to) => {
    const channel = to % channels;
    const pixel = Math.floor(to / channels);
    const from = planes ? Math.floor(pixel / area) * area * channels + channel * area + (pixel % area) : to;
    return values[from] / full;
  });
}
