/** One value within a run, held against differences: the rest of the run is done again with that value moved a little. */
import { isFloating } from "../core/dtype.ts";
import { isTensor, wrap, type Tensor } from "../core/tensor.ts";
import { mapWithPath } from "../core/tree.ts";
import { convert } from "../primitives/convert.ts";
import { nudged, type ComputationGraph, type GraphNode } from "./graph.ts";

/**
 * `agrees`: the gradient is the slope. `differs`: it is not. `kink`: the slope is another to the left than to the right, so there is
 * no derivative here. `unknown`: what the differences need is no finite number, or not the same in each run.
 */
export interface Agreement {
  readonly verdict: "agrees" | "differs" | "kink" | "unknown";
  /** The slope along one direction through all entries, by the gradient and by a central difference. */
  readonly byGradient: number;
  readonly byDifference: number;
}

/** How far a value is moved, and how well slopes must agree, by how exactly the loss is computed. */
const care = {
  float64: { step: 6e-6, tolerance: 1e-4 },
  // Something in the function fixes float32: its rounding is larger than a small step.
  float32: { step: 4e-3, tolerance: 3e-2 },
} as const;

/** A bend turns the slope by far more than the step times a curvature that one meets. */
const KINK = 0.02;

/**
 * Compares d loss / d value with a central difference, for the value that `locate` finds in the graph of a run. Computed in float64
 * where the function lets it.
 * @param f gives a scalar
 * @returns null where the value cannot be found again
 */
export function checkAt(
  f: (...args: never[]) => unknown,
  args: readonly unknown[],
  locate: (graph: ComputationGraph) => GraphNode | null,
): Agreement | null {
  const doubled = mapWithPath([...args], (leaf) =>
    isTensor(leaf) && isFloating(leaf.dtype) ? convert(leaf.concrete("the lens"), "float64") : leaf,
  ) as readonly unknown[]; // mapped leaf by leaf: a list stays a list
  const graph = nudged(f, doubled, null);
  const node = locate(graph);
  if (node === null || node.cotangent === null || !isFloating(node.dtype)) return null;
  const value = node.value.concrete("its value");
  const exact = lossOf(graph);
  const { step, tolerance } =
    exact.dtype === "float64" && value.dtype === "float64" ? care.float64 : care.float32;
  const size = Math.sqrt(mean(value, (x) => x * x));
  const h = step * Math.max(1, size);
  const direction = directionOf(value.size);
  const gradient = node.cotangent.concrete("its gradient").data;
  const byGradient = direction.reduce((sum, u, at) => sum + u * gradient[at], 0);
  const along = (by: number) => {
    const moved = Float64Array.from(direction, (u) => u * by);
    const nudge = { turn: node.turn, by: convert(wrap(value.shape, "float64", moved), value.dtype) };
    return lossOf(nudged(f, doubled, nudge)).item();
  };
  const [here, more, less] = [along(0), along(h), along(-h)];
  const byDifference = (more - less) / (2 * h);
  const slopes = { byGradient, byDifference };
  if (![byGradient, byDifference].every(Number.isFinite) || here !== exact.item())
    return { verdict: "unknown", ...slopes };
  const scale = Math.max(1e-3, Math.abs(byDifference), Math.abs(byGradient));
  const bend = Math.abs(more - 2 * here + less) / h;
  if (step < 1e-4 && bend > KINK * scale) return { verdict: "kink", ...slopes };
  const agrees = Math.abs(byGradient - byDifference) <= tolerance * scale;
  return { verdict: agrees ? "agrees" : "differs", ...slopes };
}

const lossOf = ({ nodes, output }: ComputationGraph): Tensor => nodes[output].value;

function mean({ data, size }: Tensor, of: (x: number) => number): number {
  let sum = 0;
  for (const x of data) sum += of(x);
  return size === 0 ? 0 : sum / size;
}

/** Every entry moves, each by another share, so that no two errors cancel. */
const directionOf = (size: number) =>
  Float64Array.from({ length: size }, (_, at) => (size === 1 ? 1 : Math.SQRT2 * Math.sin(at + 1)));
