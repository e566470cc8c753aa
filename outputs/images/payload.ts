/** Small pictures side by side, grey, signed or in colour: digits, the weights that read them, photographs. */
import * as v from "valibot";
import { count, measured, numbers } from "../arrays.ts";

/** As many pictures as are drawn, and as many numbers in all. */
export const MOST_IMAGES = 256;
export const MOST_IMAGE_PIXELS = 1 << 20;

const imagesPayload = v.pipe(
  v.object({
    /** Pictures carried here; `total` of them were given. */
    count: v.pipe(count, v.maxValue(MOST_IMAGES)),
    total: count,
    height: count,
    width: count,
    /** Numbers a pixel: 1 is a grey, 3 a colour from 0 to 1, 4 a colour and how opaque it is. */
    channels: v.picklist([1, 3, 4]),
    /** Picture by picture, row by row, a pixel's channels together. */
    values: numbers(MOST_IMAGE_PIXELS),
    /** Of the finite pixels of all pictures: one scale for all, so that they can be compared. */
    min: measured,
    max: measured,
    /** One short text a picture, or null. */
    labels: v.nullable(v.pipe(v.array(v.string()), v.maxLength(MOST_IMAGES))),
    /** Null lets the width of the page decide. */
    columns: v.nullable(count),
    /** How a grey is drawn: paper to ink, black to white, or a hue on either side of zero. Colours are as they are. */
    scale: v.picklist(["ink", "light", "signed"]),
  }),
  v.check(
    (p) => p.values.length === p.count * p.height * p.width * p.channels,
    "expected count x height x width x channels numbers",
  ),
);
export type ImagesPayload = v.InferOutput<typeof imagesPayload>;

export default imagesPayload;
