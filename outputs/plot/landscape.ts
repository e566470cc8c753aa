/**
 * `landscape(loss, params)`: the loss on a plane through the parameters, as contours. All points of the plane are one batch,
 * so that the loss is written for one set of parameters and run once.
 */
import { linalg, random, type Tensor, tensor, tree, vmap } from "#engine";
import { OutputError } from "../figure.ts";
import { isTensor, kindOf, readTensor } from "../tensor/read.ts";
import { figure, type PlotFigure } from "./figure.ts";

export interface LandscapeOptions<Params> {
  /** Parameters of earlier steps: their way is projected onto the plane and drawn. */
  path?: readonly Params[];
  /**
   * Two directions in the structure of the parameters, or "pca": those along which the path goes farthest. Random ones, scaled as the weights,
   * where nothing is said.
   */
  directions?: readonly [Params, Params] | "pca";
  /** Contours on the plane, which is the default, or a surface in space. */
  view?: "contour" | "surface";
  /** How far to go each way, in lengths of a direction; default 1. */
  span?: number;
  /** Points along each direction; default 25. */
  points?: number;
  /** Draws the random directions; default random.key(0). */
  key?: Tensor;
}

const MOST_SIDE = 101;

/** Numbers of every parameter tensor, from left to right. */
type Numbers = readonly Float64Array[];

export function landscape<Params>(
  loss: (params: Params) => Tensor,
  params: Params,
  options: LandscapeOptions<Params> = {},
): PlotFigure {
  const { span = 1, points = 25, path = [], view = "contour" } = options;
  if (!Number.isInteger(points) || points < 3 || points > MOST_SIDE)
    throw new OutputError(
      `landscape: points is ${points}; it must be a whole number from 3 to ${MOST_SIDE}.`,
    );
  if (!(span > 0 && span < Infinity))
    throw new OutputError(`landscape: span is ${span}; it must be a number above 0.`);
  const centre = numbersOf(params, "params");
  const steps = path.map((step, at) => alike(step, centre, `path[${at}]`));
  const { first, second, names } = plane(options.directions, steps, centre, () =>
    randomDirections(params, centre, options.key ?? random.key(0)),
  );
  const onPlane = projection(first, second);
  const way = steps.map((step) => onPlane(step, centre));

  const axisAlong = (across: readonly number[]) => {
    const reach = Math.max(span, ...across.map((x) => 1.1 * Math.abs(x)).filter(Number.isFinite));
    return Float64Array.from({ length: points }, (_, at) => reach * ((2 * at) / (points - 1) - 1));
  };
  const x = axisAlong(way.map(([alongFirst]) => alongFirst));
  const y = axisAlong(way.map(([, alongSecond]) => alongSecond));
  const heights = lossesOn(loss, params, first, second, x, y);
  const z = Array.from(y, (_, row) => heights.slice(row * points, (row + 1) * points));
  if (view === "surface")
    return surface(x, y, z, way, lossesAt(loss, params, first, second, [...way, [0, 0]]), names);
  return figure({
    data: [
      { type: "contour", name: "loss", x, y, z },
      ...(way.length > 0
        ? [
            {
              type: "scatter",
              mode: "lines+markers",
              name: "path",
              x: way.map(([a]) => a),
              y: way.map(([, b]) => b),
            },
          ]
        : []),
      { type: "scatter", mode: "markers", name: "parameters", x: [0], y: [0] },
    ],
    layout: {
      title: { text: "Loss around the parameters" },
      height: 400,
      xaxis: { title: { text: names[0] } },
      yaxis: { title: { text: names[1] } },
    },
  });
}

type Place = readonly [alongFirst: number, alongSecond: number];

/** The path and the parameters stand where the plane's loss is at their place, so that they lie on the surface. */
function surface(
  x: Float64Array,
  y: Float64Array,
  z: readonly Float64Array[],
  way: readonly Place[],
  heights: Float64Array,
  [first, second]: readonly [string, string],
): PlotFigure {
  return figure({
    data: [
      { type: "surface", name: "loss", x, y, z, opacity: 0.9 },
      ...(way.length > 0
        ? [
            {
              type: "scatter3d",
              mode: "lines+markers",
              name: "path",
              x: way.map(([a]) => a),
              y: way.map(([, b]) => b),
              z: heights.slice(0, -1),
            },
          ]
        : []),
      { type: "scatter3d", mode: "markers", name: "parameters", x: [0], y: [0], z: heights.slice(-1) },
    ],
    layout: {
      title: { text: "Loss around the parameters" },
      height: 460,
      scene: {
        xaxis: { title: { text: first } },
        yaxis: { title: { text: second } },
        zaxis: { title: { text: "loss" } },
      },
    },
  });
}

interface Plane {
  readonly first: Numbers;
  readonly second: Numbers;
  readonly names: readonly [string, string];
}

function plane<Params>(
  directions: LandscapeOptions<Params>["directions"],
  steps: readonly Numbers[],
  centre: Numbers,
  drawn: () => [Numbers, Numbers],
): Plane {
  if (directions === "pca") return principal(steps, centre);
  const [first, second] =
    directions === undefined
      ? drawn()
      : [alike(directions[0], centre, "directions[0]"), alike(directions[1], centre, "directions[1]")];
  return { first, second, names: ["first direction", "second direction"] };
}

/**
 * The two directions in which the steps lie farthest from the last parameters (Li et al. 2018, "Visualizing the loss landscape of neural
 * nets", section 7), by the eigenvectors of the steps' products with each other: there are fewer steps than parameters.
 */
function principal(steps: readonly Numbers[], centre: Numbers): Plane {
  if (steps.length < 3)
    throw new OutputError(
      `landscape: directions: "pca" takes a path of at least 3 steps, and ${steps.length} are given.`,
    );
  const away = steps.map((step) => step.map((part, leaf) => part.map((w, at) => w - centre[leaf][at])));
  const products = away.map((a) => away.map((b) => dot(a, b)));
  const { eigenvalues, eigenvectors } = linalg.eigh(tensor(products, { dtype: "float64" }));
  const all = Float64Array.from(readTensor(eigenvalues).values);
  const total = all.reduce((sum, x) => sum + Math.max(0, x), 0);
  const columns = readTensor(eigenvectors).values;
  const along = (from: number): Numbers => {
    const column = steps.length - 1 - from; // The largest stands last.
    const length = Math.sqrt(Math.max(0, all[column]));
    return centre.map((part, leaf) =>
      part.map((_, at) => {
        const sum = away.reduce(
          (s, step, row) => s + columns[row * steps.length + column] * step[leaf][at],
          0,
        );
        return length === 0 ? 0 : sum / length;
      }),
    );
  };
  const share = (from: number) =>
    `${Math.round((100 * Math.max(0, all[steps.length - 1 - from])) / total)} %`;
  return {
    first: along(0),
    second: along(1),
    names: [`direction 1, ${share(0)} of the way`, `direction 2, ${share(1)}`],
  };
}

function lossesOn<Params>(
  loss: (params: Params) => Tensor,
  params: Params,
  first: Numbers,
  second: Numbers,
  x: Float64Array,
  y: Float64Array,
): Float64Array {
  const size = x.length * y.length;
  const places = Array.from({ length: size }, (_, at): Place => [
    x[at % x.length],
    y[Math.floor(at / x.length)],
  ]);
  return lossesAt(loss, params, first, second, places);
}

function lossesAt<Params>(
  loss: (params: Params) => Tensor,
  params: Params,
  first: Numbers,
  second: Numbers,
  places: readonly Place[],
): Float64Array {
  const heights = vmap((alpha: Tensor, beta: Tensor) => {
    let leaf = -1;
    const moved = tree.map((w) => {
      leaf += 1;
      const along = (direction: Numbers) => tensor([...direction[leaf]]).reshape([...w.shape]);
      return w.add(along(first).mul(alpha)).add(along(second).mul(beta));
    }, params);
    return loss(moved as Params); // tree.map keeps the structure, and every leaf is a tensor again
  })(tensor(places.map(([a]) => a)), tensor(places.map(([, b]) => b)));
  if (!isTensor(heights) || heights.shape.length !== 1)
    throw new OutputError("landscape: the loss must give one number for one set of parameters.");
  return Float64Array.from(readTensor(heights).values);
}

/** Each unit of a direction is as long as the unit of the weights, so that layers of any scale weigh alike (Li et al. 2018). */
function randomDirections(params: unknown, centre: Numbers, key: Tensor): [Numbers, Numbers] {
  const shapes = tree.leaves(params).map((leaf) => (leaf as Tensor).shape); // numbersOf() has seen tensors only
  const [first, second] = random.split(key).map((own) =>
    random
      .split(own, centre.length + 1)
      .slice(0, centre.length)
      .map((part, leaf) => {
        const drawn = Float64Array.from(readTensor(random.normal(part, [centre[leaf].length])).values);
        const units = shapes[leaf].length > 1 ? shapes[leaf][shapes[leaf].length - 1] : 1;
        return unitsAsLongAs(centre[leaf], drawn, units);
      }),
  );
  if (![...first, ...second].some((part) => part.some((x) => x !== 0)))
    throw new OutputError("landscape: all parameters are 0, which gives no scale. Pass directions: [a, b].");
  return [first, second];
}

function unitsAsLongAs(weights: Float64Array, drawn: Float64Array, units: number): Float64Array {
  const [wanted, found] = [new Float64Array(units), new Float64Array(units)];
  weights.forEach((w, at) => {
    wanted[at % units] += w * w;
    found[at % units] += drawn[at] * drawn[at];
  });
  return drawn.map((x, at) => x * Math.sqrt(wanted[at % units] / found[at % units]));
}

/** Where the nearest point of the plane stands: least squares in two unknowns, for directions that may not be at right angles. */
function projection(first: Numbers, second: Numbers) {
  const [aa, ab, bb] = [dot(first, first), dot(first, second), dot(second, second)];
  const det = aa * bb - ab * ab;
  if (!(det > 1e-12 * aa * bb))
    throw new OutputError("landscape: the two directions are parallel, or one is 0: they span no plane.");
  return (point: Numbers, centre: Numbers): readonly [number, number] => {
    const away = point.map((part, leaf) => part.map((x, at) => x - centre[leaf][at]));
    const [a, b] = [dot(away, first), dot(away, second)];
    return [(bb * a - ab * b) / det, (aa * b - ab * a) / det];
  };
}

function dot(a: Numbers, b: Numbers): number {
  let sum = 0;
  a.forEach((part, leaf) => {
    part.forEach((x, at) => (sum += x * b[leaf][at]));
  });
  return sum;
}

function numbersOf(given: unknown, what: string): Numbers {
  const found = tree.leaves(given).map((leaf) => {
    if (!isTensor(leaf)) throw new OutputError(`landscape: ${what} holds ${kindOf(leaf)}, not a tensor.`);
    return Float64Array.from(readTensor(leaf).values);
  });
  if (found.length === 0) throw new OutputError(`landscape: ${what} holds no tensor.`);
  return found;
}

function alike(given: unknown, centre: Numbers, what: string): Numbers {
  const found = numbersOf(given, what);
  if (found.length !== centre.length || found.some((part, at) => part.length !== centre[at].length))
    throw new OutputError(`landscape: ${what} has another structure than the parameters.`);
  return found;
}
