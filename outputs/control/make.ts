/** The controls a cell can call. Each checks its options, takes the learner's last value where it fits, and shows itself. */
import { tensor, type Tensor } from "#engine";
import { Figure, OutputError } from "../figure.ts";
import type { CellContext } from "../kind.ts";
import { blockCounts } from "./ink.ts";
import { type Control, type ControlPayload, PAD_SIDE } from "./payload.ts";

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
  return { slider, number, select, checkbox, button, text, drawPad };
}

function callOf(name: string, label: unknown): string {
  if (typeof label === "string" && label.trim() !== "") return `${name}(${JSON.stringify(label)})`;
  throw new OutputError(`${name} needs a label first: ${name}("learning rate").`);
}

function checkRange(call: string, min: number, max: number): void {
  if (!(min < max)) throw new OutputError(`${call}: min ${min} must be below max ${max}.`);
}

function inside(call: string, value: number, min: number, max: number): number {
  if (value >= min && value <= max) return value;
  throw new OutputError(`${call}: value ${value} is outside ${min} to ${max}.`);
}

/** About 100 steps of a round size: 0.01 for 0 to 1, 0.05 for 0 to 5. */
function niceStep(range: number): number {
  const rough = range / 100;
  const power = 10 ** Math.floor(Math.log10(rough) + 1e-9);
  const digit = [1, 2, 5, 10].find((d) => d * power >= rough * 0.999) ?? 10;
  return Number((digit * power).toPrecision(1));
}

const roundTo = (value: number, min: number, step: number | null) =>
  step === null ? value : Number((min + Math.round((value - min) / step) * step).toPrecision(12));

const clamp = (value: number, min: number, max: number) => Math.min(max, Math.max(min, value));
const asNumber = (given: unknown, initial: number) =>
  typeof given === "number" && !Number.isNaN(given) ? given : initial;
const finite = (bound: number) => (Number.isFinite(bound) ? bound : null);

function inkOf(given: unknown): number[] {
  const cells: unknown[] = Array.isArray(given) ? given : [];
  return Array.from({ length: PAD_SIDE * PAD_SIDE }, (_, at) => (cells[at] === 1 ? 1 : 0));
}
