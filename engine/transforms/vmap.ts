/** The functional face of batching: vmap over trees. */
import { ShapeError, SlopeError, showShape } from "../core/errors.ts";
import { insertAt, resolveAxis } from "../core/shape.ts";
import { isTensor, type Tensor } from "../core/tensor.ts";
import { mapWithPath } from "../core/tree.ts";
import { transpose } from "../primitives/transpose.ts";
import { BatchTracer, withBatch } from "./batch.ts";
import { settled } from "./grad.ts";
import { asTensor } from "./leaf.ts";

/** An axis for every leaf of an argument, or null to share it among all examples. */
export type Axes = number | null;

export interface VmapOptions {
  /** The batch axis of each argument; default 0 for all. */
  readonly in?: Axes | readonly Axes[];
  /** Where the batch axis goes in the result; default 0. */
  readonly out?: number;
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
    const axes = args.map((_, i) =>
      Array.isArray(options.in) ? (options.in as readonly Axes[])[i] : ((options.in ?? 0) as Axes),
    );
    if (options.in === null) throw new SlopeError("vmap: in is null, so no argument has a batch axis.");
    const size = batchSize(args, axes);
    return withBatch(size, options.axisName ?? null, (trace) => {
      const inputs = args.map((arg, i) =>
        mapWithPath(arg, (leaf) => {
          const axis = axes[i];
          if (axis === null || leaf === undefined || leaf === null) return leaf;
          const x = asTensor(leaf);
          return new BatchTracer(trace, x, resolveAxis("vmap", axis, x.ndim));
        }),
      );
      const result = settled("vmap", f(...(inputs as Args)));
      return mapWithPath(result, (leaf) => {
        if (!isTensor(leaf)) return leaf;
        return moveFrontTo(trace.inFront(leaf), options.out ?? 0);
      }) as R;
    });
  };
}

function moveFrontTo(x: Tensor, out: number): Tensor {
  const axis = resolveAxis("vmap", out, x.ndim);
  const rest = x.shape.map((_, i) => i).slice(1);
  return axis === 0 ? x : transpose(x, insertAt(rest, axis, 0));
}
function batchSize(args: readonly unknown[], axes: readonly Axes[]): number {
  const sizes: number[] = [];
  args.forEach((arg, i) => {
    const axis = axes[i];
    if (axis === null) return;
    mapWithPath(arg, (leaf, path) => {
      if (leaf === undefined || leaf === null) return leaf;
      const x = asTensor(leaf);
      const found =
        x.shape[resolveAxis(`vmap: argument ${i}${path === "" ? "" : ` (${path})`}`, axis, x.ndim)];
      if (sizes.length > 0 && found !== sizes[0]) {
        throw new ShapeError(
          `vmap: batch sizes differ: argument ${i}${path === "" ? "" : ` (${path})`} ${showShape(x.shape)} has ${found} along axis ${axis}, an earlier one has ${sizes[0]}. Use null in \`in\` for what all examples share.`,
        );
      }
      sizes.push(found);
      return leaf;
    });
  });
  if (sizes.length === 0) throw new SlopeError("vmap: no argument has a batch axis.");
  return sizes[0];
}
