/** `compareEstimators({ name: (key) => gradient }, { exact })`: how far each is off on average, and how far single draws scatter. */
import { isTensor, random, type Tensor } from "#engine";
import { Figure, OutputError } from "../figure.ts";
import { formatCount, formatNumber } from "../format.ts";
import { figure } from "../plot/figure.ts";
import { table } from "../table/make.ts";
import { readTensor } from "../tensor/read.ts";
import { type Draws, drawn, type Estimator, leavesOf } from "./draw.ts";
import type { EstimatorsPayload } from "./payload.ts";

export interface CompareOptions {
  /** The gradient that they estimate, in their structure. */
  exact: unknown;
  /** How many draws of each; default 1000. */
  draws?: number;
  /** The same key gives the same draws; default random.key(0). */
  key?: Tensor;
}

export interface Compared {
  estimator: string;
  /** How far the mean of the draws is from the exact gradient: the length of the difference. */
  bias: number;
  /** How far off the mean of an unbiased estimator would be, as a rule, after so many draws. */
  error: number;
  /** Of one draw, summed over components. */
  variance: number;
  /** How far one draw is off, as a rule: the root of bias squared and variance. */
  rmse: number;
}

/** What cells get: it shows itself, and its numbers can be read. */
export class Comparison extends Figure<EstimatorsPayload> {
  readonly rows: readonly Compared[];
  constructor(payload: EstimatorsPayload, rows: readonly Compared[]) {
    super("estimators", payload);
    this.rows = rows;
  }
}

const MOST_DRAWS = 100_000;
const MOST_ESTIMATORS = 12;
/** Beyond this the picture shows the first ones; the numbers count all. */
const MOST_COMPONENTS = 12;
const MOST_POINTS = 400;

/** @throws OutputError */
export function compareEstimators(
  estimators: Readonly<Record<string, Estimator>>,
  { exact, draws = 1000, key = random.key(0) }: CompareOptions,
): Comparison {
  const named = Object.entries(estimators);
  if (named.length === 0 || named.length > MOST_ESTIMATORS)
    throw new OutputError(
      `compareEstimators takes 1 to ${MOST_ESTIMATORS} estimators by name: compareEstimators({ mine: (key) => gradient }, { exact }).`,
    );
  if (!Number.isInteger(draws) || draws < 2 || draws > MOST_DRAWS)
    throw new OutputError(
      `compareEstimators: draws is ${draws}; it must be a whole number from 2 to ${MOST_DRAWS}.`,
    );
  const truth = numbersOf(exact);
  const all = named.map(([name, estimator]): [string, Draws] => {
    if (typeof (estimator as unknown) !== "function")
      throw new OutputError(`compareEstimators: ${name} is no function of a key.`);
    const own = drawn(name, estimator, key, draws);
    if (own.components !== truth.length)
      throw new OutputError(
        `compareEstimators: ${name} gives ${own.components} numbers, the exact gradient has ${truth.length}.`,
      );
    return [name, own];
  });
  const measured = all.map(([name, own]) => measure(name, own, truth));
  const rows = measured.map(({ row }) => row);
  return new Comparison(
    {
      plot: (truth.length === 2 ? cloud(all, truth) : intervals(measured, truth)).payload,
      table: table(rows).payload,
      words: `${truth.length === 2 ? "Points are single draws." : "Marks are means of the draws, lines one standard deviation of a draw."} ${wordsOf(rows, draws)}`,
    },
    rows,
  );
}

function numbersOf(exact: unknown): Float64Array {
  const leaves = leavesOf(
    "exact",
    Array.isArray(exact) && !exact.some(isTensor) ? [...(exact as number[])] : exact,
  );
  return Float64Array.from(leaves.flatMap((leaf) => [...readTensor(leaf).values]));
}

interface Measured {
  readonly row: Compared;
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

function measure(estimator: string, { count, components, values }: Draws, exact: Float64Array): Measured {
  const means = new Float64Array(components);
  const squares = new Float64Array(components);
  for (let row = 0; row < count; row += 1) {
    for (let at = 0; at < components; at += 1) {
      // Welford's update, so that a large mean does not drown a small variance.
      const away = values[row * components + at] - means[at];
      means[at] += away / (row + 1);
      squares[at] += away * (values[row * components + at] - means[at]);
    }
  }
  const variances = squares.map((sum) => sum / (count - 1));
  const variance = variances.reduce((sum, own) => sum + own, 0);
  const bias = Math.hypot(...means.map((mean, at) => mean - exact[at]));
  return {
    row: {
      estimator,
      bias,
      error: Math.sqrt(variance / count),
      variance,
      rmse: Math.sqrt(bias ** 2 + variance),
    },
    means,
    deviations: variances.map(Math.sqrt),
  };
}

/** Two components are the plane: single draws, and where they ought to be. */
function cloud(all: readonly (readonly [string, Draws])[], exact: Float64Array) {
  const points = ({ values, count }: Draws, at: number) =>
    Float64Array.from({ length: Math.min(count, MOST_POINTS) }, (_, row) => values[row * 2 + at]);
  return figure({
    data: [
      ...all.map(([name, draws]) => ({
        name,
        mode: "markers",
        x: points(draws, 0),
        y: points(draws, 1),
        marker: { size: 4, opacity: 0.7 },
      })),
      exactMark([exact[0]], [exact[1]]),
    ],
    layout: {
      height: 360,
      xaxis: { title: { text: "component 0" } },
      yaxis: { title: { text: "component 1" } },
    },
  });
}

/** Beside each exact component the means of the estimators, with one standard deviation of a draw. */
function intervals(measured: readonly Measured[], exact: Float64Array) {
  const shown = Math.min(exact.length, MOST_COMPONENTS);
  const places = Array.from({ length: shown }, (_, at) => at);
  const aside = (at: number) => ((at + 1) / (measured.length + 1) - 0.5) * 0.8;
  return figure({
    data: [
      ...measured.map(({ row, means, deviations }, at) => ({
        name: row.estimator,
        mode: "markers",
        x: places.map((place) => place + aside(at)),
        y: means.slice(0, shown),
        error_y: { type: "data", array: deviations.slice(0, shown), thickness: 1.5, width: 3 },
      })),
      exactMark(places, exact.slice(0, shown)),
    ],
    layout: {
      xaxis: {
        title: {
          text: shown < exact.length ? `component, the first ${shown} of ${exact.length}` : "component",
        },
        tickmode: "array",
        tickvals: places,
        ticktext: places.map(String),
        range: [-0.5, shown - 0.5],
      },
      yaxis: { title: { text: "gradient" } },
    },
  });
}

const exactMark = (x: ArrayLike<number>, y: ArrayLike<number>) => ({
  name: "exact",
  mode: "markers",
  x: Float64Array.from(x),
  y: Float64Array.from(y),
  marker: { size: 13, symbol: "cross-thin", line: { width: 2.5 } },
});

/** Beyond three standard errors chance no longer explains what the mean is off by. */
const SURE = 3;

function wordsOf(rows: readonly Compared[], draws: number): string {
  const broken = rows.filter(({ rmse }) => !Number.isFinite(rmse));
  const sound = rows.filter(({ rmse }) => Number.isFinite(rmse));
  const biased = sound.filter(({ bias, error }) => bias > SURE * error && bias > 1e-12);
  const calmest = [...sound].sort((a, b) => a.variance - b.variance).at(0);
  const listed = (some: readonly Compared[]) => some.map(({ estimator }) => estimator).join(", ");
  return [
    ...(broken.length > 0 ? [`Not finite, so not compared: ${listed(broken)}.`] : []),
    biased.length === 0
      ? `After ${formatCount(draws)} draws no bias shows.`
      : `Biased, beyond what ${formatCount(draws)} draws leave to chance: ${listed(biased)}.`,
    ...(sound.length > 1 && calmest !== undefined
      ? [`${calmest.estimator} scatters least, with a variance of ${formatNumber(calmest.variance, 3)}.`]
      : []),
  ].join(" ");
}
