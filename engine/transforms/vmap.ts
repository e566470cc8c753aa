/** The functional face of batching: vmap over trees. */
import { ShapeError, SlopeError, showShape } from "../core/errors.ts";
import { insertAt, resolveAxis } from "../core/shape.ts";
import { isTensor, type Tensor } from "../core/tensor.ts";
import { mapWithPath } from "../core/tree.ts";
import { transpose } from "../primitives/transpose.ts";
import { BatchTracer, withBatch, type BatchTrace } from "./batch.ts";
import { settled } from "./grad.ts";
import { asTensor } from "./leaf.ts";

/** An axis, or null for what all examples share; one for a whole tree, or a tree of them that goes as deep as it needs. */
export type Axes = number | null | readonly Axes[] | { readonly [key: string]: Axes };

export interface VmapOptions {
  /** The batch axis of each argument; default 0 for all. A list has one entry an argument: `[null, 0]`, `[{ w: 0, b: null }, 0]`. */
  readonly in?: number | readonly Axes[];
  /** Where the batch axis goes in the result; default 0. null promises that a result is the same for all examples. */
  readonly out?: Axes;
  /** A name for the batch axis, by which lax.psum and lax.pmean add over the examples. */
  readonly axisName?: string;
}

/**
 * Maps a function written for one example over a batch axis, without a loop.
 * @throws ShapeError when the batch sizes of the arguments differ
 * Source: Bradbury et al. 2018 (JAX)
 */
export function vmap<Args extends unknown[], R>(
  f: (...args: Args) => R,
  options: VmapOptions = {},
): (...args: Args) => R {
  return (...args) => {
    const axes = args.map((_, i) => axesOf(options.in, i));
    const size = batchSize(args, axes);
    return withBatch(size, options.axisName ?? null, (trace) => {
      const inputs = args.map((arg, i) =>
        mapWithAxes(arg, axes[i], "", (leaf, axis) => {
          if (axis === null || leaf === undefined || leaf === null) return leaf;
          const x = asTensor(leaf);
          return new BatchTracer(trace, x, resolveAxis("vmap", axis, x.ndim));
        }),
      );
      const result = settled("vmap", f(...(inputs as Args)));
      return mapWithAxes(result, options.out === undefined ? 0 : options.out, "", (leaf, axis, path) =>
        isTensor(leaf) ? placed(trace, leaf, axis, path) : leaf,
      ) as R;
    });
  };
}

function axesOf(given: VmapOptions["in"], argument: number): Axes {
  if (given === undefined || typeof given === "number") return given ?? 0;
  // An older habit of writing null for all is caught here too: it is no list.
  if (!Array.isArray(given)) throw new SlopeError("vmap: in is null, so no argument has a batch axis.");
  const list = given as readonly Axes[];
  if (argument >= list.length)
    throw new SlopeError(
      `vmap: in has no entry for argument ${argument}; give one for each, null for what all examples share.`,
    );
  return list[argument];
}

function placed(trace: BatchTrace, x: Tensor, axis: number | null, path: string): Tensor {
  if (axis !== null) return moveFrontTo(trace.inFront(x), axis);
  if (trace.axisOf(x) !== null)
    throw new SlopeError(
      `vmap: out is null for ${path === "" ? "the result" : path}, which differs between examples; give it an axis, or sum over the batch with lax.psum.`,
    );
  return x;
}

function moveFrontTo(x: Tensor, out: number): Tensor {
  const axis = resolveAxis("vmap", out, x.ndim);
  const rest = x.shape.map((_, i) => i).slice(1);
  return axis === 0 ? x : transpose(x, insertAt(rest, axis, 0));
}

/** Visits each leaf with its axis: a tree of axes goes along with the tree until it names one for all that is below. */
function mapWithAxes(
  node: unknown,
  axes: Axes,
  path: string,
  visit: (leaf: unknown, axis: number | null, path: string) => unknown,
): unknown {
  if (axes === null || typeof axes === "number")
    return mapWithPath(node, (leaf, found) => visit(leaf, axes, found), path);
  if (Array.isArray(axes) && Array.isArray(node) && axes.length === node.length) {
    const list = axes as readonly Axes[];
    return node.map((child, i) => mapWithAxes(child, list[i], `${path}[${i}]`, visit));
  }
  if (!Array.isArray(axes) && typeof node === "object" && node !== null && !isTensor(node)) {
    const keyed = axes as Readonly<Record<string, Axes>>;
    return Object.fromEntries(
      Object.entries(node).map(([key, child]) => {
        if (!(key in keyed)) throw misfit(path === "" ? key : `${path}.${key}`);
        return [key, mapWithAxes(child, keyed[key], path === "" ? key : `${path}.${key}`, visit)];
      }),
    );
  }
  throw misfit(path);
}

function misfit(path: string): SlopeError {
  return new SlopeError(
    `vmap: the axes do not follow the tree${path === "" ? "" : ` at ${path}`}: name an axis or null for each part, or one for all.`,
  );
}

function batchSize(args: readonly unknown[], axes: readonly Axes[]): number {
  const sizes: number[] = [];
  args.forEach((arg, i) => {
    mapWithAxes(arg, axes[i], "", (leaf, axis, path) => {
      if (axis === null || leaf === undefined || leaf === null) return leaf;
      const named = `argument ${i}${path === "" ? "" : ` (${path})`}`;
      const x = asTensor(leaf);
      const found = x.shape[resolveAxis(`vmap: ${named}`, axis, x.ndim)];
      if (sizes.length > 0 && found !== sizes[0]) {
        throw new ShapeError(
          `vmap: batch sizes differ: ${named} ${showShape(x.shape)} has ${found} along axis ${axis}, an earlier one has ${sizes[0]}. Use null in \`in\` for what all examples share.`,
        );
      }
      sizes.push(found);
      return leaf;
    });
  });
  if (sizes.length === 0) throw new SlopeError("vmap: no argument has a batch axis.");
  return sizes[0];
}
