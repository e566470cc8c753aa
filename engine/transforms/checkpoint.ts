/** Memory for time: on the way back the function is run again instead of having been kept. */
import { bindMany } from "../core/bind.ts";
import { defineMany, type LawCase, type ManyPrimitive } from "../core/primitive.ts";
import { batchOf, closeOver, jvpOf, outputForms, vjpOf, zeros } from "./closure.ts";
import { isFloating } from "../core/dtype.ts";
import { settled } from "./grad.ts";
import { takeApart, type Parts } from "./leaf.ts";
import { traceProgram, type Program } from "./program.ts";
import { toFront } from "../primitives/transpose.ts";

const checkpointP: ManyPrimitive<{ program: Program }> = defineMany<{ program: Program }>({
  name: "checkpoint",
  maths: { value: "f(x)", partials: [] },
  dtypes: ["float32", "float64"],
  forms: (_inputs, { program }) => outputForms(program),
  kernel: (inputs, { program }) => program.run(inputs),
  lower: { type: "inline", program: ({ program }) => program },
  jvp(inputs, tangents, { program }) {
    const chosen = tangents.map((tangent) => tangent !== null);
    const results = bindMany(checkpointP, [...inputs, ...tangents.filter((t) => t !== null)], {
      program: jvpOf(program, chosen),
    });
    const outs = outputForms(program);
    let at = outs.length;
    return {
      outputs: results.slice(0, at),
      tangents: outs.map(({ dtype }) => (isFloating(dtype) ? results[at++] : null)),
    };
  },
  vjp(inputs, outputs, cotangents, { program }, wanted) {
    const { forward, backward, reads } = vjpOf(program, wanted);
    const kept = forward.run(inputs).slice(outputs.length);
    const arriving = outputs.flatMap((y, i) => (isFloating(y.dtype) ? [cotangents[i] ?? zeros(y)] : []));
    const pulled = backward.run([...kept, ...reads.map((i) => inputs[i]), ...arriving]);
    let at = 0;
    return wanted.map((asked) => (asked ? pulled[at++] : null));
  },
  batch(inputs, axes, { program }, size, axisName) {
    const must = program.outputs.map(() => true);
    const batched = batchOf(
      program,
      axes.map((axis) => axis !== null),
      must,
      size,
      axisName,
    );
    const moved = inputs.map((x, i) => {
      const axis = axes[i];
      return axis === null ? x : toFront(x, axis);
    });
    const outputs = bindMany(checkpointP, moved, { program: batched.program });
    return { outputs, axes: outputs.map(() => 0) };
  },
  cost: (_inputs, _outputs, { program }) => program.cost(),
  // Programs are traced when they are asked for, not when the module loads.
  get laws(): readonly LawCase<{ program: Program }>[] {
    return [
      {
        shapes: [[2, 3], [3]],
        params: {
          program: traceProgram(
            (x, y) => [x.mul(y).sin(), y.exp().sum()],
            [
              { shape: [2, 3], dtype: "float64" },
              { shape: [3], dtype: "float64" },
            ],
          ),
        },
      },
    ];
  },
});

/**
 * The same function, of which a tape keeps the arguments alone: what lies between is computed again when it is needed.
 * @throws TracerError where the function asks for a number, as under jit
 * Source: Griewank & Walther 2000; Chen et al. 2016, "Training deep nets with sublinear memory cost"
 */
export function checkpoint<Args extends unknown[], R>(f: (...args: Args) => R): (...args: Args) => R {
  return (...args) => {
    const parts = takeApart(args);
    let result: Parts | null = null;
    const { program, captured } = closeOver(
      "checkpoint",
      (...inputs) => {
        result = takeApart(settled("checkpoint", f(...(parts.rebuild(inputs) as Args))));
        return result.tensors;
      },
      parts.tensors,
    );
    const outputs = bindMany(checkpointP, [...captured, ...parts.tensors], { program });
    return (result as Parts | null)?.rebuild(outputs) as R;
  };
}
