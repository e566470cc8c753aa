type PlotNumbers = import("slope").Tensor | ArrayLike<number> | readonly (number | import("slope").Tensor)[];
interface PlotLabels {
  title?: string;
  xLabel?: string;
  yLabel?: string;
}
interface Plot {
  /**
   * Any Plotly figure of scatter, bar, histogram, heatmap, contour, surface and scatter3d traces; tensors stand wherever arrays do.
   * @example plot({ data: [{ x: [0, 1, 2], y: [1, 4, 9] }], layout: { title: { text: "squares" } } })
   */
  (figure: { data: readonly object[]; layout?: object }): unknown;
  /**
   * Lines over a common x.
   * @example plot.lines({ loss, "gradient norm": norms }, { xLabel: "step", log: true })
   */
  lines(
    series: PlotNumbers | Readonly<Record<string, PlotNumbers>>,
    options?: PlotLabels & {
      /** Where the points stand; 0, 1, 2... without it. */
      x?: PlotNumbers;
      /** Which axes are logarithmic; `true` is the upright one. */
      log?: boolean | "x" | "y" | "both";
      /** The last series gets its own axis on the right. */
      twoAxes?: boolean;
      /** Draws the points as well. */
      points?: boolean;
    },
  ): unknown;
  /**
   * Bars by name, or several series over `names`.
   * @example plot.bars({ rules: 0.52, learned: 0.97 })
   */
  bars(
    values: PlotNumbers | Readonly<Record<string, number | PlotNumbers>>,
    options?: PlotLabels & { names?: readonly (string | number)[]; stack?: boolean },
  ): unknown;
  /** Points, in groups of one hue and mark each. */
  scatter(
    x: PlotNumbers,
    y: PlotNumbers,
    options?: PlotLabels & { groups?: readonly (string | number)[] | PlotNumbers },
  ): unknown;
  /** How values are spread. */
  histogram(
    values: PlotNumbers | Readonly<Record<string, PlotNumbers>>,
    options?: PlotLabels & { bins?: number },
  ): unknown;
  /** A matrix in colours, row 0 on top. */
  heatmap(
    matrix: import("slope").Tensor | readonly (readonly number[])[],
    options?: PlotLabels & {
      x?: readonly (string | number)[];
      y?: readonly (string | number)[];
      /** Zero in the middle of the scale. */
      diverging?: boolean;
      /** What the ends of the scale stand for, so that a picture that moves keeps its colours. */
      range?: readonly [low: number, high: number];
    },
  ): unknown;
  /**
   * Pictures from [pictures, height, width] or [pictures, side * side]; in colour where 3 or 4 numbers a pixel come last.
   * @example plot.images(digits.x.slice(0, 30), { labels: digits.y.slice(0, 30), columns: 10 })
   */
  images(
    pictures: import("slope").Tensor | readonly (readonly number[])[],
    options?: {
      labels?: readonly (string | number)[] | import("slope").Tensor;
      columns?: number;
      /** Zero in the middle of the scale, a hue on either side: for weights and gradients. */
      diverging?: boolean;
      /** Black to white instead of paper to ink: for photographs. */
      light?: boolean;
    },
  ): unknown;
}
declare const plot: Plot;

interface GradientWatch {
  /** Records one step; always at the same place of the loop. Without `updates`, weights are compared with the step before. */
  record(step: {
    loss: number | import("slope").Tensor;
    /** In the structure of `params`. */
    grads: unknown;
    params: unknown;
    /** What is added to the parameters. */
    updates?: unknown;
  }): void;
  /** How the sizes of one parameter's gradients, or weights, spread over the steps. */
  histogram(name: string, options?: { of?: "gradients" | "weights" }): unknown;
}
/**
 * Watches a training: loss, gradient norm and update-to-weight ratio of each parameter. Yield it to see it live.
 * @example
 * const watch = gradients();
 * watch.record({ loss, grads, params });
 * yield watch;
 */
declare function gradients(): GradientWatch;

/**
 * The loss on a plane through the parameters, as contours: along random directions scaled as the weights (Li et al. 2018), or your own.
 * @example landscape((p) => loss(p, x, y), params, { path: history })
 */
declare function landscape<Params>(
  loss: (params: Params) => import("slope").Tensor,
  params: Params,
  options?: {
    /** Parameters of earlier steps, drawn where they are nearest to the plane. */
    path?: readonly Params[];
    /** Two directions in the structure of the parameters, or "pca": those along which the path goes farthest. */
    directions?: readonly [Params, Params] | "pca";
    /** Contours on the plane, which is the default, or a surface in space: dragged, or turned with the arrow keys. */
    view?: "contour" | "surface";
    /** How far to go each way, in lengths of a direction; default 1. */
    span?: number;
    /** Points along each direction; default 25. */
    points?: number;
    key?: import("slope").Tensor;
  },
): unknown;
