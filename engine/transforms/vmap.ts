/** vmap, jvp, vjp and makeProgram over trees. */
import { ShapeError, SlopeError, showShape } from "../core/errors.ts";
import { insertAt, resolveAxis } from "../core/shape.ts";
import { filled, isTensor, type Tensor } from "../core/tensor.ts";
import { within } from "../core/trace.ts";
import { leaves, mapWithPath } from "../core/tree.ts";
import { repeatInFront } from "../primitives/batching.ts";
import { toFront, transpose } from "../primitives/transpose.ts";
import { BatchTrace, BatchTracer } from "./batch.ts";
import { settled } from "./grad.ts";
import { runJvp } from "./jvp.ts";
import { asTensor } from "./leaf.ts";
import { traceProgram, type Program } from "./program.ts";
import { backpropagate, TapeTrace } from "./tape.ts";

/** An axis for every leaf of an argument, or null to share it among all examples. */
export type Axes = number | null;

export interface VmapOptions {
  /** The batch axis of each argument; default 0 for all. */
  readonly in?: Axes | readonly Axes[];
  /** Where the batch axis goes in the result; default 0. */
  readonly out?: number;
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
    return within(new BatchTrace(size), (trace) => {
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
        const axis = trace.axisOf(leaf);
        const front = axis === null ? repeatInFront(leaf, size) : toFront(trace.valueOf(leaf), axis);
        return moveFrontTo(front, options.out ?? 0);
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

/** The value of `f` and its derivative along `tangents`, in one forward pass. Primals and tangents are lists, one per argument. */
export function jvp<Args extends unknown[]>(
  f: (...args: Args) => Tensor,
  primals: Args,
  tangents: NoInfer<Args>,
): [Tensor, Tensor] {
  const flat = leaves(primals).map((leaf) => asTensor(leaf));
  const flatTangents = leaves(tangents).map((leaf) => asTensor(leaf));
  flat.forEach((x, i) => {
    if (showShape(x.shape) !== showShape(flatTangents[i]?.shape ?? [])) {
      throw new ShapeError(
        `jvp: a tangent has the shape of its primal: ${showShape(x.shape)}, found ${showShape(flatTangents[i]?.shape ?? [])}.`,
      );
    }
  });
  const { outputs, tangents: out } = runJvp(
    (...inputs) => {
      let at = 0;
      return [settled("jvp", f(...(mapWithPath(primals, () => inputs[at++]) as Args)))];
    },
    flat,
    flatTangents,
  );
  return [outputs[0], out[0] ?? filled(outputs[0].shape, outputs[0].dtype, 0)];
}

/** The value of `f` and a function that pulls a cotangent of it back to every argument. */
export function vjp<Args extends unknown[]>(
  f: (...args: Args) => Tensor,
  ...args: Args
): [Tensor, (cotangent: Tensor) => Args] {
  const trace = new TapeTrace("vjp");
  const { inputs, result } = within(trace, () => {
    const traced = mapWithPath(args, (leaf) => trace.leaf(asTensor(leaf))) as Args;
    return { inputs: traced, result: settled("vjp", f(...traced)) };
  });
  const root = trace.nodeOf(result);
  return [
    trace.primalOf(result),
    (cotangent) => {
      if (showShape(cotangent.shape) !== showShape(result.shape)) {
        throw new ShapeError(
          `vjp: the cotangent has the shape of the result: ${showShape(result.shape)}, found ${showShape(cotangent.shape)}.`,
        );
      }
      const cotangents = root === null ? new Map<unknown, Tensor>() : backpropagate(root, cotangent);
      return mapWithPath(inputs, (leaf) => {
        const x = leaf as Tensor;
        return cotangents.get(trace.nodeOf(x)!) ?? filled(x.shape, x.dtype, 0);
      }) as Args;
    },
  ];
}

/** The program that `f` runs on arguments of these shapes; print it with `String(program)`. */
export function makeProgram(f: (...args: never[]) => unknown): (...args: unknown[]) => Program {
  return (...args) => {
    const forms = leaves(args).map((leaf) => asTensor(leaf));
    return traceProgram((...inputs) => {
      let at = 0;
      const result = settled("makeProgram", f(...(mapWithPath(args, () => inputs[at++]) as never[])));
      return leaves(result).map((leaf) => asTensor(leaf));
    }, forms);
  };
}
