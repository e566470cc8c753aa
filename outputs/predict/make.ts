/** The name `predict` of one run of a cell: the truth runs only once the learner has asked to see it. */
import { Figure, OutputError } from "../figure.ts";
import type { CellContext } from "../kind.ts";
import { heightsOf, type Field, lengthScale } from "./field.ts";
import type { PredictPayload, Range } from "./payload.ts";
import { readArrow, readCurve } from "./sent.ts";
import { arrowOf, type ArrowTruth, curveOf, type CurveTruth } from "./truth.ts";

type Ends = readonly [number, number];
type Later<T> = T | PromiseLike<T>;

export interface CurveOptions {
  x: Ends;
  y: Ends;
  xLabel?: string;
  yLabel?: string;
}
export interface ArrowOptions {
  at: Ends;
  x: Ends;
  y: Ends;
  xLabel?: string;
  yLabel?: string;
  /** Whose contours lie under the arrow. */
  field?: Field;
  /** How long a gradient of length 1 is drawn, in units of the plane. */
  scale?: number;
}

type Prediction = PredictPayload["prediction"];

export function predictions(context: CellContext) {
  /** Shows the guess, and with it the truth as soon as there is one. */
  function show<Found>(
    call: string,
    open: Prediction,
    asked: boolean,
    truth: () => Later<Found>,
    read: (found: Found) => Prediction["truth"],
  ): void {
    const shown = (phase: Prediction["phase"], found: Prediction["truth"] = null) => {
      // `read` gives the truth of the same type of prediction that `open` is.
      const prediction = { ...open, phase, truth: found } as Prediction;
      context.display(
        new Figure<PredictPayload>("predict", { id: `${context.cell}/${open.label}`, prediction }),
      );
    };
    if (typeof (truth as unknown) !== "function") {
      throw new OutputError(
        `${call}: the second argument is a function that gives what really happens: () => losses.`,
      );
    }
    if (!asked) {
      shown("open");
      return;
    }
    const fail = (error: unknown): never => {
      shown("failed");
      throw error;
    };
    try {
      const found = truth();
      if (isPromise(found)) {
        shown("working");
        // Nobody awaits it here: what it throws is shown at the cell as a forgotten promise's.
        void Promise.resolve(found)
          .then((value) => shown("compared", read(value)))
          .catch(fail);
      } else shown("compared", read(found));
    } catch (error) {
      fail(error);
    }
  }

  function curve(label: string, truth: () => Later<CurveTruth>, options: CurveOptions): void {
    const call = `predict.curve(${JSON.stringify(label)})`;
    const x = ends(call, "x", options);
    const y = ends(call, "y", options);
    const { guess, asked } = readCurve(context.control<unknown>(label, ""));
    const open: Prediction = {
      type: "curve",
      label,
      x,
      y,
      xLabel: options.xLabel ?? "",
      yLabel: options.yLabel ?? "",
      phase: "open",
      guess: [...guess],
      truth: null,
    };
    show(call, open, asked, truth, (found) => curveOf(call, found, x));
  }

  function arrow(label: string, truth: () => Later<ArrowTruth>, options: ArrowOptions): void {
    const call = `predict.arrow(${JSON.stringify(label)})`;
    const x = ends(call, "x", options);
    const y = ends(call, "y", options);
    const at = options.at as Ends | undefined;
    if (at?.length !== 2 || !at.every((c) => Number.isFinite(c)))
      throw new OutputError(`${call}: at is the point where the arrow starts, such as at: [2, 1].`);
    const field = options.field === undefined ? null : heightsOf(call, options.field, x, y);
    const scale = options.scale ?? lengthScale(field, x, y);
    if (!(scale > 0 && scale < Infinity))
      throw new OutputError(`${call}: scale is ${scale}; it must be a number above 0.`);
    const { guess, asked } = readArrow(context.control<unknown>(label, ""));
    const open: Prediction = {
      type: "arrow",
      label,
      x,
      y,
      xLabel: options.xLabel ?? "",
      yLabel: options.yLabel ?? "",
      phase: "open",
      at: [at[0], at[1]],
      scale,
      field,
      guess: guess && [...guess],
      truth: null,
    };
    show(call, open, asked, truth, (found) => arrowOf(call, found));
  }

  return { curve, arrow };
}

/** Cells are not type-checked before they run: what is missing is said in a sentence. */
function ends(call: string, axis: "x" | "y", options: { x: Ends; y: Ends } | undefined): Range {
  const given = options?.[axis] as readonly unknown[] | undefined;
  const [low, high] = given ?? [];
  if (typeof low !== "number" || typeof high !== "number" || !(high - low > 0 && high - low < Infinity))
    throw new OutputError(
      `${call}: ${axis} says from where to where the axis goes, such as ${axis}: [0, 300].`,
    );
  return [low, high];
}

const isPromise = <T>(value: Later<T>): value is PromiseLike<T> =>
  typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
