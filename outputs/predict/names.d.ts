/**
 * Predict, then run: draw what you expect, then see it beside what happens. The function that gives the truth runs only once you ask.
 * Each shows itself where it is called.
 * @example
 * predict.curve("loss", () => train(300), { x: [0, 300], y: [0, 3], xLabel: "step", yLabel: "loss" });
 */
declare const predict: {
  /**
   * A curve to draw with pointer, finger or arrow keys. Beside the truth it says how far off the guess was and whether it rises,
   * falls and turns where the truth does.
   * @param truth what really happens: numbers that stand evenly along x, or with places of their own as `{ x, y }`
   */
  curve(
    label: string,
    truth: () => PredictedCurve | PromiseLike<PredictedCurve>,
    options: {
      /** From where to where. */
      x: readonly [number, number];
      y: readonly [number, number];
      xLabel?: string;
      yLabel?: string;
    },
  ): void;
  /**
   * A gradient to draw as an arrow from a point, over the contours of a function.
   * @param truth the gradient there: a tensor of two numbers, or one for each axis
   * @example
   * const f = (w: Tensor) => w.pow(2).mul(tensor([1, 3])).sum();
   * predict.arrow("gradient of f", () => grad(f)(tensor([2, 1])), { at: [2, 1], x: [-3, 3], y: [-3, 3], field: f });
   */
  arrow(
    label: string,
    truth: () => PredictedArrow | PromiseLike<PredictedArrow>,
    options: {
      /** Where the arrow starts. */
      at: readonly [number, number];
      x: readonly [number, number];
      y: readonly [number, number];
      xLabel?: string;
      yLabel?: string;
      /** Whose contours are drawn: of one tensor with both coordinates, or of the two. */
      field?:
        | ((point: import("slope").Tensor) => import("slope").Tensor)
        | ((x: import("slope").Tensor, y: import("slope").Tensor) => import("slope").Tensor)
        | ((x: number, y: number) => number);
      /** How long a gradient of length 1 is drawn, in units of the plane; chosen by how steep the field is unless given. */
      scale?: number;
    },
  ): void;
};
type PredictedNumbers = import("slope").Tensor | readonly number[] | Float32Array | Float64Array;
type PredictedCurve = PredictedNumbers | { readonly x: PredictedNumbers; readonly y: PredictedNumbers };
type PredictedArrow = PredictedNumbers | readonly (import("slope").Tensor | number)[];
