/** One direction at a time: jvp pushes a tangent forward, vjp pulls a cotangent back. */
import { ShapeError, showShape } from "../core/errors.ts";
import { sameShape } from "../core/shape.ts";
import { filled, type Tensor } from "../core/tensor.ts";
import { within } from "../core/trace.ts";
import { leaves, mapWithPath } from "../core/tree.ts";
import { settled } from "./grad.ts";
import { runJvp } from "./jvp.ts";
import { asTensor, takeApart } from "./leaf.ts";
import { traceProgram } from "./program.ts";
import { backpropagate, TapeTrace } from "./tape.ts";

/** The value of `f` and its derivative along `tangents`, in one forward pass. Primals and tangents are lists, one per argument. */
export function jvp<Args extends unknown[]>(
  f: (...args: Args) => Tensor,
  primals: Args,
  tangents: NoInfer<Args>,
): [Tensor, Tensor] {
  const flat = leaves(primals).map((leaf) => asTensor(leaf));
  const flatTangents = leaves(tangents).map((leaf) => asTensor(leaf));
  flat.forEach((x, i) => requireSameShape("jvp", x, flatTangents.at(i)));
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

/**
 * The value of `f` and its derivative there as a linear function of tangents: the function runs once, however many tangents
 * are pushed through it afterwards.
 */
export function linearize<Args extends unknown[]>(
  f: (...args: Args) => Tensor,
  ...args: Args
): [Tensor, (...tangents: Args) => Tensor] {
  const primals = takeApart(args);
  let value: Tensor | null = null;
  // Tangents are tracers of a younger trace than the primals: what is computed of primals alone is computed now.
  const program = traceProgram((...tangents) => {
    const { outputs, tangents: out } = runJvp(
      (...inputs) => [settled("linearize", f(...(primals.rebuild(inputs) as Args)))],
      primals.tensors,
      tangents,
    );
    value = outputs[0];
    return [out[0] ?? filled(value.shape, value.dtype, 0)];
  }, primals.tensors);
  return [
    value!,
    (...tangents) => {
      const given = takeApart(tangents).tensors;
      primals.tensors.forEach((x, i) => requireSameShape("linearize", x, given.at(i)));
      return program.run(given)[0];
    },
  ];
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

function requireSameShape(op: string, primal: Tensor, tangent: Tensor | undefined): void {
  if (tangent !== undefined && sameShape(primal.shape, tangent.shape)) return;
  throw new ShapeError(
    `${op}: a tangent has the shape of its primal: ${showShape(primal.shape)}, found ${tangent === undefined ? "none" : showShape(tangent.shape)}.`,
  );
}
