/** The controls a cell can call. Each checks its options, takes the learner's last value where it fits, and shows itself. */
import { tensor, type Tensor } from "#engine";
import { Figure, OutputError } from "../figure.ts";
import type { CellContext } from "../kind.ts";
import { blockCounts } from "./ink.ts";
import { isHex, type Rgb, toHex, toRgb } from "./colour.ts";
import { readDelimited, type TextTable } from "./delimited.ts";
import { asNumber, asNumbers, callOf, checkRange, clamp, inside, niceStep, roundTo } from "./options.ts";
import * as pictures from "./pictures.ts";
import * as plane from "./points.ts";
import { type Control, type ControlPayload, MOST_GROUPS, PAD_SIDE } from "./payload.ts";

export interface SliderOptions {
  min?: number;
  max?: number;
  step?: number;
  value?: number;
  /** Equal distances multiply: for rates and temperatures. `min` must be above 0. */
  scale?: "linear" | "log";
  unit?: string;
}
export interface NumberOptions {
  min?: number;
  max?: number;
  step?: number;
  value?: number;
  unit?: string;
}

export interface PointEditorOptions {
  x?: readonly [number, number];
  y?: readonly [number, number];
  /** How many kinds of points there are. */
  groups?: number;
  value?: readonly { x: number; y: number; group?: number }[];
}
export interface PictureOptions {
  size?: number;
  grey?: boolean;
  /** The sample it starts with. */
  value?: string;
}

/** A file that the learner has opened. */
interface OpenedFile {
  readonly name: string;
  readonly text: string;
  /** A CSV or TSV: its first line names the columns. */
  table(): TextTable;
  json(): unknown;
}

export function controls(context: CellContext) {
  function show(control: Control): void {
    context.display(
      new Figure<ControlPayload>("control", { id: `${context.cell}/${control.label}`, control }),
    );
  }

  function slider(label: string, options: SliderOptions = {}): number {
    const { min = 0, max = 1, scale = "linear", unit = null } = options;
    const call = callOf("slider", label);
    checkRange(call, min, max);
    if (scale === "log" && min <= 0) {
      throw new OutputError(
        `${call}: a log scale cannot reach ${min}. Give a min above 0, such as ${max / 1000}.`,
      );
    }
    const step = options.step ?? (scale === "log" ? null : niceStep(max - min));
    if (step !== null && !(step > 0)) throw new OutputError(`${call}: step must be above 0, not ${step}.`);
    const middle = scale === "log" ? Math.sqrt(min * max) : roundTo(min + (max - min) / 2, min, step);
    const initial = inside(call, options.value ?? middle, min, max);
    const value = clamp(asNumber(context.control<unknown>(label, initial), initial), min, max);
    show({ type: "slider", label, min, max, step, scale, unit, value });
    return value;
  }

  function number(label: string, options: NumberOptions = {}): number {
    const { min = -Infinity, max = Infinity, step = null, unit = null } = options;
    const call = callOf("number", label);
    checkRange(call, min, max);
    const initial = inside(call, options.value ?? clamp(0, min, max), min, max);
    const value = clamp(asNumber(context.control<unknown>(label, initial), initial), min, max);
    show({ type: "number", label, min: finite(min), max: finite(max), step, unit, value });
    return value;
  }

  function select<Choice extends string>(
    label: string,
    choices: readonly Choice[],
    options: { value?: Choice } = {},
  ): Choice {
    const call = callOf("select", label);
    if (choices.length === 0) throw new OutputError(`${call} needs at least one choice.`);
    const initial = options.value ?? choices[0];
    if (!choices.includes(initial)) {
      throw new OutputError(`${call}: ${JSON.stringify(initial)} is not among ${JSON.stringify(choices)}.`);
    }
    const given = context.control<unknown>(label, initial);
    const value = choices.find((choice) => choice === given) ?? initial;
    show({ type: "select", label, options: [...choices], value });
    return value;
  }

  function checkbox(label: string, options: { value?: boolean } = {}): boolean {
    callOf("checkbox", label);
    const initial = options.value ?? false;
    const given = context.control<unknown>(label, initial);
    const value = typeof given === "boolean" ? given : initial;
    show({ type: "checkbox", label, value });
    return value;
  }

  /** How often it has been pressed: what reads it runs again at each press. */
  function button(label: string): number {
    callOf("button", label);
    const value = asNumber(context.control<unknown>(label, 0), 0);
    show({ type: "button", label, value });
    return value;
  }

  function text(label: string, options: { value?: string; placeholder?: string } = {}): string {
    callOf("text", label);
    const initial = options.value ?? "";
    const given = context.control<unknown>(label, initial);
    const value = typeof given === "string" ? given : initial;
    show({ type: "text", label, placeholder: options.placeholder ?? "", value });
    return value;
  }

  function drawPad(label: string, options: { size?: 8 | 16 | 32 } = {}): Tensor {
    const call = callOf("drawPad", label);
    const size = options.size ?? 8;
    if (![8, 16, 32].includes(size)) throw new OutputError(`${call}: size is 8, 16 or 32, not ${size}.`);
    const value = inkOf(context.control<unknown>(label, []));
    const seen = blockCounts(value, size);
    show({ type: "drawPad", label, value, size, seen, most: (PAD_SIDE / size) ** 2 });
    return tensor(Array.from({ length: size }, (_, row) => [...seen.subarray(row * size, (row + 1) * size)]));
  }

  /** Red, green and blue from 0 to 1. */
  function colour(label: string, options: { value?: string | Rgb } = {}): Rgb {
    const call = callOf("colour", label);
    const { value: start = "#0067a8" } = options;
    const initial = typeof start === "string" ? start : toHex(start);
    if (!isHex(initial)) {
      throw new OutputError(
        `${call}: ${JSON.stringify(initial)} is no colour. Write "#0067a8" or [0, 0.4, 0.66].`,
      );
    }
    const given = context.control<unknown>(label, initial);
    const value = isHex(given) ? given : initial;
    show({ type: "colour", label, value });
    return toRgb(value);
  }

  function pointEditor(label: string, options: PointEditorOptions = {}): plane.Point[] {
    const call = callOf("pointEditor", label);
    const { x = [-1, 1], y = [-1, 1], groups = 1 } = options;
    checkRange(call, ...x);
    checkRange(call, ...y);
    if (!Number.isInteger(groups) || groups < 1 || groups > MOST_GROUPS) {
      throw new OutputError(`${call}: groups is a whole number from 1 to ${MOST_GROUPS}, not ${groups}.`);
    }
    const bounds = { x: pair(x), y: pair(y), groups };
    const initial = plane.toFlat((options.value ?? []).map((point) => ({ group: 0, ...point })));
    const given = asNumbers(context.control<unknown>(label, initial)) ?? initial;
    const points = plane.fromFlat(given, bounds);
    show({ type: "points", label, ...bounds, value: plane.toFlat(points) });
    return points;
  }

  /** A picture from a file or one of the samples: [size, size, 3], or [size, size] where it is grey. */
  function picture(label: string, options: PictureOptions = {}): Tensor {
    const call = callOf("picture", label);
    const { size = 64, grey = false, value: initial = "cat" } = options;
    if (!Number.isInteger(size) || size < 1 || size > pictures.FILE_SIDE) {
      throw new OutputError(`${call}: size is a whole number from 1 to ${pictures.FILE_SIDE}, not ${size}.`);
    }
    const start = pictures.sample(initial);
    if (start === null) {
      throw new OutputError(
        `${call}: there is no sample ${JSON.stringify(initial)}. There are ${pictures.sampleNames.join(", ")}.`,
      );
    }
    const asked = context.control<unknown>(label, initial);
    const given = typeof asked === "string" ? asked : initial;
    const sample = pictures.sample(given);
    const own = pictures.fromText(given);
    const seen = pictures.resized(sample ?? own ?? start, size, grey);
    // The learner's own picture has no name: what is seen of it is enough.
    const value = sample !== null ? given : own === null ? initial : "";
    show({ type: "picture", label, size, grey, value, seen });
    return tensor(seen).reshape(grey ? [size, size] : [size, size, 3]);
  }

  /** The file that the learner has opened, null before. */
  function fileInput(label: string, options: { accept?: string } = {}): OpenedFile | null {
    callOf("fileInput", label);
    const given = context.control<unknown>(label, "");
    const file = typeof given === "string" ? fileOf(given) : null;
    const { name = "", text = "" } = file ?? {};
    show({ type: "file", label, accept: options.accept ?? "", value: name, characters: text.length });
    return file;
  }
  return { slider, number, select, checkbox, button, text, drawPad, colour, pointEditor, picture, fileInput };
}

/** The page sends the name, a line end, and the text. */
function fileOf(given: string): OpenedFile | null {
  const end = given.indexOf("\n");
  if (end < 1) return null;
  const [name, text] = [given.slice(0, end), given.slice(end + 1)];
  return { name, text, table: () => readDelimited(name, text), json: () => readJson(name, text) };
}

function readJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new OutputError(`${name} is no JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

const pair = ([low, high]: readonly [number, number]): [number, number] => [low, high];
const finite = (bound: number) => (Number.isFinite(bound) ? bound : null);

function inkOf(given: unknown): number[] {
  const cells: unknown[] = Array.isArray(given) ? given : [];
  return Array.from({ length: PAD_SIDE * PAD_SIDE }, (_, at) => (cells[at] === 1 ? 1 : 0));
}
