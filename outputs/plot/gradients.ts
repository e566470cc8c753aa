/**
 * `gradients()` watches a training: loss, gradient norm and update-to-weight ratio of every parameter over steps, and how the
 * sizes of gradients or weights spread. Its memory is bounded: when full, every second step is forgotten.
 */
import { tree } from "#engine";
import { OutputError } from "../figure.ts";
import { isTensor, kindOf, readTensor } from "../tensor/read.ts";
import { figure, type PlotFigure } from "./figure.ts";

/** A step every two pixels or so, since all parameters are drawn anew with each frame; even, so that thinning keeps every second one. */
const MOST_STEPS = 240;
const MOST_PARAMETERS = 24;
/** Sizes are counted by decade, in bins of a quarter: from 1e-12 to 1e4. */
const LEAST_DECADE = -12;
const BINS_A_DECADE = 4;
const BINS = 16 * BINS_A_DECADE;
/** Updates of a thousandth of the weights are the usual rule of thumb (Karpathy 2022, "Building makemore", part 3). */
const HEALTHY_RATIO = 1e-3;

export interface Step {
  /** A number, or a tensor of one. */
  loss: unknown;
  /** Gradients in the structure of `params`. */
  grads: unknown;
  params: unknown;
  /** What will be added to the parameters; without it, what changed since the step before. */
  updates?: unknown;
}

interface Spread {
  readonly counts: Float64Array;
  readonly zeros: number;
  readonly odd: number;
}

interface Seen {
  readonly gradientNorm: number;
  readonly ratio: number;
  readonly spread: { readonly gradients: Spread; readonly weights: Spread };
}

interface Kept {
  readonly step: number;
  readonly loss: number;
  readonly seen: ReadonlyMap<string, Seen>;
}

export class GradientWatch {
  #steps = 0;
  #stride = 1;
  #kept: Kept[] = [];
  #before = new Map<string, Float64Array>();

  /** Records one step. Call it before the parameters are replaced, or after, but always at the same place. */
  record(given: Step): void {
    const params = named(given.params, "params");
    const grads = named(given.grads, "grads");
    const updates = given.updates === undefined ? null : named(given.updates, "updates");
    for (const [name, weights] of params) {
      check(name, weights, grads, "grads");
      if (updates) check(name, weights, updates, "updates");
    }
    // Without `updates` each step is compared with the one before it, so weights are remembered even of steps not kept.
    if (this.#steps % this.#stride === 0) {
      const seen = new Map<string, Seen>();
      for (const [name, weights] of params) {
        const gradient = grads.get(name) ?? weights; // check() has found it
        const moved = updates?.get(name) ?? difference(weights, this.#before.get(name));
        seen.set(name, {
          gradientNorm: norm(gradient),
          ratio: moved === null ? NaN : norm(moved) / norm(weights),
          spread: { gradients: spreadOf(gradient), weights: spreadOf(weights) },
        });
      }
      this.#kept.push({ step: this.#steps, loss: numberOf(given.loss), seen });
      if (this.#kept.length > MOST_STEPS) this.#thin();
    }
    if (!updates) this.#before = params;
    this.#steps += 1;
  }

  #thin(): void {
    this.#stride *= 2;
    this.#kept = this.#kept.filter(({ step }) => step % this.#stride === 0);
  }

  /** For the tape of a training that yields it. */
  atThisStep(): PlotFigure {
    return this.figure();
  }

  /** Loss, gradient norms and update ratios below each other, over one axis of steps. */
  figure(): PlotFigure {
    const x = Float64Array.from(this.#kept, ({ step }) => step);
    const names = [...(this.#kept.at(-1)?.seen.keys() ?? [])];
    const line = (name: string, yaxis: string, y: Float64Array) => ({
      type: "scatter",
      mode: "lines",
      name,
      x,
      y,
      yaxis,
    });
    const of = (name: string, key: "gradientNorm" | "ratio") =>
      Float64Array.from(this.#kept, ({ seen }) => seen.get(name)?.[key] ?? NaN);
    // The first step has nothing before it: that is no fault to be counted, so its ratio is left out.
    const ratios = (name: string) => {
      const y = of(name, "ratio");
      const from = Number.isNaN(y[0]) ? 1 : 0;
      return { x: x.slice(from), y: y.slice(from) };
    };
    return figure({
      data: [
        line(
          "loss",
          "y",
          Float64Array.from(this.#kept, ({ loss }) => loss),
        ),
        // A parameter has one line in each panel, of one colour, and one entry in the legend.
        ...names.map((name) => ({ ...line(name, "y2", of(name, "gradientNorm")), legendgroup: name })),
        ...names.map((name) => ({
          ...line(name, "y3", x),
          ...ratios(name),
          legendgroup: name,
          showlegend: false,
        })),
        {
          ...line("healthy, 0.001", "y3", x),
          x: x.length > 0 ? [x[0], x[x.length - 1]] : [],
          y: x.length > 0 ? [HEALTHY_RATIO, HEALTHY_RATIO] : [],
        },
      ],
      layout: {
        height: 560,
        xaxis: { title: { text: "step" }, anchor: "y3" },
        yaxis: { title: { text: "loss" }, domain: [0.7, 1] },
        yaxis2: { title: { text: "gradient norm" }, type: "log", domain: [0.35, 0.65] },
        yaxis3: { title: { text: "update / weight" }, type: "log", domain: [0, 0.3] },
      },
    });
  }

  /**
   * How the sizes of one parameter's gradients (or weights) spread over time: a column a step, a row a quarter of a decade.
   * Zeros have no size on a log scale, and NaN has none at all: both are counted in the title.
   */
  histogram(name: string, { of = "gradients" }: { of?: "gradients" | "weights" } = {}): PlotFigure {
    const names = [...(this.#kept.at(-1)?.seen.keys() ?? [])];
    if (this.#kept.length > 0 && !names.includes(name)) {
      throw new OutputError(
        `gradients.histogram: there is no parameter ${JSON.stringify(name)}. There are ${names.join(", ")}.`,
      );
    }
    const columns = this.#kept.flatMap(({ step, seen }) => {
      const found = seen.get(name);
      return found ? [{ step, spread: found.spread[of] }] : [];
    });
    const rows = usedRows(columns.map(({ spread }) => spread));
    const sum = (key: "zeros" | "odd") => columns.reduce((total, { spread }) => total + spread[key], 0);
    return figure({
      data: [
        {
          type: "heatmap",
          name: "entries",
          x: Float64Array.from(columns, ({ step }) => step),
          y: Float64Array.from(rows, (row) => LEAST_DECADE + (row + 0.5) / BINS_A_DECADE),
          z: rows.map((row) => Float64Array.from(columns, ({ spread }) => spread.counts[row])),
        },
      ],
      layout: {
        title: {
          text: `Sizes of the ${of} of ${name}; left out: ${sum("zeros")} zeros, ${sum("odd")} not finite`,
        },
        xaxis: { title: { text: "step" } },
        yaxis: { title: { text: "log10 of the size" } },
      },
    });
  }
}

export const gradients = (): GradientWatch => new GradientWatch();

function named(given: unknown, what: string): Map<string, Float64Array> {
  const found = new Map<string, Float64Array>();
  tree.mapWithPath(given, (leaf, path) => {
    const name = path === "" ? "w" : path;
    if (isTensor(leaf)) found.set(name, Float64Array.from(readTensor(leaf).values));
    else if (typeof leaf === "number") found.set(name, Float64Array.of(leaf));
    else throw new OutputError(`gradients.record: ${what} holds ${kindOf(leaf)} at ${name}, not a tensor.`);
    return leaf;
  });
  if (found.size === 0 || found.size > MOST_PARAMETERS) {
    throw new OutputError(
      `gradients.record: ${what} holds ${found.size} tensors; 1 to ${MOST_PARAMETERS} can be watched. Pass a part of them.`,
    );
  }
  return found;
}

function check(name: string, weights: Float64Array, others: Map<string, Float64Array>, what: string): void {
  const size = others.get(name)?.length;
  if (size === weights.length) return;
  throw new OutputError(
    `gradients.record: params.${name} has ${weights.length} numbers and ${what}.${name} ${size ?? "none"}. They must have one structure.`,
  );
}

function numberOf(loss: unknown): number {
  if (typeof loss === "number") return loss;
  if (isTensor(loss) && loss.size === 1) return readTensor(loss).values[0];
  throw new OutputError(`gradients.record: loss must be one number, not ${kindOf(loss)}.`);
}

function difference(now: Float64Array, before: Float64Array | undefined): Float64Array | null {
  return before?.length === now.length ? now.map((x, at) => x - before[at]) : null;
}

/** hypot() of many arguments would overflow the stack. */
function norm(values: Float64Array): number {
  let sum = 0;
  for (const x of values) sum += x * x;
  return Math.sqrt(sum);
}

function spreadOf(values: Float64Array): Spread {
  const counts = new Float64Array(BINS);
  let [zeros, odd] = [0, 0];
  for (const x of values) {
    if (x === 0) zeros += 1;
    else if (!Number.isFinite(x)) odd += 1;
    else {
      const bin = Math.floor((Math.log10(Math.abs(x)) - LEAST_DECADE) * BINS_A_DECADE);
      counts[Math.max(0, Math.min(BINS - 1, bin))] += 1;
    }
  }
  return { counts, zeros, odd };
}

/** The rows from the first to the last that hold anything. */
function usedRows(spreads: readonly Spread[]): number[] {
  const used = Array.from({ length: BINS }, (_, row) => row).filter((row) =>
    spreads.some(({ counts }) => counts[row] > 0),
  );
  const [first, last] = [used.at(0) ?? 0, used.at(-1) ?? -1];
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}
