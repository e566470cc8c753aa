/** Things a learner moves: each is drawn from its description and sends back a value of its type. */
import * as v from "valibot";
import { count, numbers } from "../arrays.ts";

const label = v.pipe(v.string(), v.maxLength(200));

const slider = v.object({
  type: v.literal("slider"),
  label,
  min: v.number(),
  max: v.number(),
  /** Null on a log scale without steps. */
  step: v.nullable(v.number()),
  scale: v.picklist(["linear", "log"]),
  unit: v.nullable(v.string()),
  value: v.number(),
});
export type Slider = v.InferOutput<typeof slider>;

const number = v.object({
  type: v.literal("number"),
  label,
  min: v.nullable(v.number()),
  max: v.nullable(v.number()),
  step: v.nullable(v.number()),
  unit: v.nullable(v.string()),
  value: v.number(),
});
const select = v.object({
  type: v.literal("select"),
  label,
  options: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(200)),
  value: v.string(),
});
const checkbox = v.object({ type: v.literal("checkbox"), label, value: v.boolean() });
const button = v.object({
  type: v.literal("button"),
  label,
  /** How often it has been pressed. */
  value: v.number(),
});
const text = v.object({ type: v.literal("text"), label, placeholder: v.string(), value: v.string() });

/** Side of the bitmap that a learner draws on. */
export const PAD_SIDE = 32;

const drawPad = v.object({
  type: v.literal("drawPad"),
  label,
  /** The ink, `PAD_SIDE` squared zeros and ones in row-major order: what the page sends back. */
  value: v.pipe(
    v.array(v.number()),
    v.length(PAD_SIDE * PAD_SIDE),
    v.check((ink) => ink.every((on) => on === 0 || on === 1), "expected ink of zeros and ones"),
  ),
  /** Side of the picture that the program sees, and its grey levels. */
  size: v.picklist([8, 16, 32]),
  seen: numbers(PAD_SIDE * PAD_SIDE),
  /** The brightest that a pixel can be. */
  most: v.number(),
});
export type DrawPad = v.InferOutput<typeof drawPad>;

const colour = v.object({
  type: v.literal("colour"),
  label,
  value: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/i, "expected a colour such as #0067a8")),
});

/** As many groups as there are hues and marks to tell them apart. */
export const MOST_GROUPS = 5;

const axis = v.pipe(
  v.tuple([v.number(), v.number()]),
  v.check(([low, high]) => low < high, "expected an axis from low to high"),
);
const points = v.object({
  type: v.literal("points"),
  label,
  x: axis,
  y: axis,
  groups: v.pipe(count, v.minValue(1), v.maxValue(MOST_GROUPS)),
  /** x, y, group, x, y, group...: what the page sends back. */
  value: v.pipe(v.array(v.number()), v.maxLength(1500)),
});
export type PointEditor = v.InferOutput<typeof points>;

const picture = v.pipe(
  v.object({
    type: v.literal("picture"),
    label,
    size: v.pipe(count, v.minValue(1), v.maxValue(128)),
    grey: v.boolean(),
    /** A sample's name; empty for the learner's own, which the page sends as its side and its bytes in one text. */
    value: v.string(),
    /** What the program gets of it, from 0 to 1. */
    seen: numbers(128 * 128 * 3),
  }),
  v.check(
    ({ size, grey, seen }) => seen.length === size * size * (grey ? 1 : 3),
    "expected a number or a colour a pixel",
  ),
);
export type PicturePicker = v.InferOutput<typeof picture>;

const file = v.object({
  type: v.literal("file"),
  label,
  /** Which files the browser offers, as `.csv,.json`; empty for all. */
  accept: v.pipe(v.string(), v.maxLength(200)),
  /** The name of the one that is open; empty before one is. Its text goes the other way only. */
  value: v.string(),
  characters: count,
});
export type FileInput = v.InferOutput<typeof file>;

const control = v.variant("type", [
  slider,
  number,
  select,
  checkbox,
  button,
  text,
  drawPad,
  colour,
  points,
  picture,
  file,
]);
export type Control = v.InferOutput<typeof control>;

const controlPayload = v.object({
  /** Cell and label: the page's answer goes to `setControl(id, value)`. */
  id: v.string(),
  control,
});
export type ControlPayload = v.InferOutput<typeof controlPayload>;

export default controlPayload;
