/** Branches that data decide: one primitive that holds each branch as a program over the same inputs. */
import { bindMany } from "../core/bind.ts";
import { isFloating } from "../core/dtype.ts";
import { SlopeError, showShape, ShapeError, DTypeError } from "../core/errors.ts";
import {
  defineMany,
  type Derivative,
  type Form,
  type LawCase,
  type ManyPrimitive,
} from "../core/primitive.ts";
import { sameShape } from "../core/shape.ts";
import { filled, type Tensor } from "../core/tensor.ts";
import { eq, ge, select } from "../primitives/arithmetic.ts";
import { repeatInFront } from "../primitives/batching.ts";
import { convert } from "../primitives/convert.ts";
import { broadcastTo } from "../primitives/sum.ts";
import { toFront } from "../primitives/transpose.ts";
import { batchOf, closeOver, inputForms, jvpOf, outputForms, vjpOf, zeros } from "../transforms/closure.ts";
import { settled } from "../transforms/grad.ts";
import { asTensor, takeApart, type Parts } from "../transforms/leaf.ts";
import { traceProgram, type Program } from "../transforms/program.ts";

interface CondParams {
  /** Programs with the same inputs and outputs. */
  readonly branches: readonly Program[];
}

/** Inputs: the index, then those of the branches. An index out of range means the nearest branch, as in JAX. */
const condP: ManyPrimitive<CondParams> = defineMany<CondParams>({
  name: "cond",
  maths: { value: "f_i(x)", partials: [] },
  dtypes: ["float32", "float64"],
  forms: (_inputs, { branches }) => outputForms(branches[0]),
  kernel([index, ...operands], { branches }) {
    const chosen = Math.min(Math.max(index.data[0], 0), branches.length - 1);
    return branches[chosen].run(operands);
  },
  lower: { type: "branch", branches: ({ branches }) => branches },
  jvp([index, ...operands], [, ...tangents], { branches }) {
    const chosen = tangents.map((tangent) => tangent !== null);
    const given = tangents.filter((tangent) => tangent !== null);
    const results = bindMany(condP, [index, ...operands, ...given], {
      branches: branches.map((branch) => jvpOf(branch, chosen)),
    });
    const outs = outputForms(branches[0]);
    let at = outs.length;
    return {
      outputs: results.slice(0, outs.length),
      tangents: outs.map(({ dtype }): Derivative => (isFloating(dtype) ? results[at++] : null)),
    };
  },
  forward([index, ...operands], { branches }, [, ...wanted]) {
    const splits = branches.map((branch) => vjpOf(branch, wanted));
    const padded = splits.map(({ forward, residuals }, b) =>
      traceProgram((...inputs) => {
        const results = forward.run(inputs);
        const visible = results.length - residuals.length;
        const kept = splits.map((other, i) =>
          i === b ? results.slice(visible) : other.residuals.map(zeros),
        );
        return [...results.slice(0, visible), ...kept.flat()];
      }, inputForms(branches[b])),
    );
    const results = bindMany(condP, [index, ...operands], { branches: padded });
    const visible = branches[0].outputs.length;
    return { outputs: results.slice(0, visible), residuals: results.slice(visible) };
  },
  vjp([index, ...operands], outputs, cotangents, { branches }, [, ...wanted], residuals) {
    // Safe: the forward above kept them, those of all branches end to end.
    const kept = residuals as Tensor[];
    const splits = branches.map((branch) => vjpOf(branch, wanted));
    const floats = outputs.flatMap((y, i) => (isFloating(y.dtype) ? [cotangents[i] ?? zeros(y)] : []));
    const inputs = [...kept, ...operands, ...floats];
    const backward = splits.map(({ backward: walk, reads, residuals: own }, b) => {
      const skipped = splits.slice(0, b).reduce((total, { residuals: before }) => total + before.length, 0);
      return traceProgram((...all) => {
        const mine = all.slice(skipped, skipped + own.length);
        const read = reads.map((i) => all[kept.length + i]);
        return walk.run([...mine, ...read, ...all.slice(kept.length + operands.length)]);
      }, inputs);
    });
    const pulled = bindMany(condP, [index, ...inputs], { branches: backward });
    let at = 0;
    return [null, ...wanted.map((asked) => (asked ? pulled[at++] : null))];
  },
  batch([index, ...operands], [indexAxis, ...axes], { branches }, size, axisName) {
    const chosen = axes.map((axis) => axis !== null);
    const moved = operands.map((x, i) => {
      const axis = axes[i];
      return axis === null ? x : toFront(x, axis);
    });
    if (indexAxis === null) {
      const must = outputForms(branches[0]).map(() => true);
      const outputs = bindMany(condP, [index, ...moved], {
        branches: branches.map((branch) => batchOf(branch, chosen, must, size, axisName).program),
      });
      return { outputs, axes: outputs.map(() => 0) };
    }
    // Each example has its own branch: all run, and each example picks.
    const runs = branches.map((branch) => {
      const { program, batched } = batchOf(branch, chosen, [], size, axisName);
      return program.run(moved).map((y, i) => (batched[i] ? y : repeatInFront(y, size)));
    });
    const outputs = runs.reduce((before, after, b) =>
      before.map((y, i) => {
        const last = b === branches.length - 1;
        const here = (last ? ge : eq)(index, filled(index.shape, index.dtype, b));
        return select(broadcastTo(here, y.shape, [0]), after[i], y);
      }),
    );
    return { outputs, axes: outputs.map(() => 0) };
  },
  cost: (_inputs, _outputs, { branches }) => Math.max(...branches.map((branch) => branch.cost())),
  // Programs are traced when they are asked for, not when the module loads.
  get laws(): readonly LawCase<CondParams>[] {
    return [
      {
        shapes: [[], [3]],
        dtypes: ["int32", "float64"],
        domain: [
          [-1, 4],
          [-2, 2],
        ],
        params: {
          branches: [(x: Tensor) => [x.sin(), x.sum()], (x: Tensor) => [x.mul(x), x.max()]].map((branch) =>
            traceProgram((x) => branch(x), [{ shape: [3], dtype: "float64" }]),
          ),
        },
      },
    ];
  },
});

/**
 * One of several functions, by a number that may be traced; under vmap with an index for each example all of them run.
 * @param index whole number; below 0 means the first, beyond the end the last
 * @throws ShapeError or DTypeError where the branches return different forms
 */
function switchBranch<Args extends unknown[], R>(
  index: number | Tensor,
  branches: readonly ((...operands: Args) => R)[],
  ...operands: Args
): R {
  return branch("switch", convert(asTensor(index), "int32"), branches, operands);
}
export { switchBranch as switch };

/**
 * `whenTrue(...operands)` or `whenFalse(...operands)`, by a condition that may be traced. Under vmap with a condition for each
 * example both run and `where` picks, as in JAX.
 * @param condition a bool scalar
 * @throws ShapeError or DTypeError where the branches return different forms
 */
export function cond<Args extends unknown[], R>(
  condition: boolean | Tensor,
  whenTrue: (...operands: Args) => R,
  whenFalse: (...operands: Args) => R,
  ...operands: Args
): R {
  const index = convert(convert(asTensor(condition), "bool"), "int32");
  return branch("cond", index, [whenFalse, whenTrue], operands);
}

function branch<Args extends unknown[], R>(
  op: string,
  index: Tensor,
  functions: readonly ((...operands: Args) => R)[],
  operands: Args,
): R {
  if (functions.length === 0) throw new SlopeError(`${op}: of no branches.`);
  if (index.ndim !== 0)
    throw new ShapeError(
      `${op}: one number decides, found ${showShape(index.shape)}; to decide for each example use vmap or np.where.`,
    );
  const parts = takeApart(operands);
  let result: Parts | null = null;
  const closed = functions.map((f) =>
    closeOver(
      op,
      (...inputs) => {
        const found = takeApart(settled(op, f(...(parts.rebuild(inputs) as Args))));
        if (result !== null) requireAgreement(op, result.tensors, found.tensors);
        result = found;
        return found.tensors;
      },
      parts.tensors,
    ),
  );
  // Every branch takes what any of them captured.
  const captured = [...new Set(closed.flatMap((each) => each.captured))];
  const forms = [...captured, ...parts.tensors];
  const branches = closed.map((each) =>
    traceProgram((...inputs) => {
      const own = each.captured.map((x) => inputs[captured.indexOf(x)]);
      return each.program.run([...own, ...inputs.slice(captured.length)]);
    }, forms),
  );
  const outputs = bindMany(condP, [index, ...forms], { branches });
  return (result as Parts | null)?.rebuild(outputs) as R;
}

function requireAgreement(op: string, a: readonly Form[], b: readonly Form[]): void {
  if (a.length !== b.length)
    throw new ShapeError(`${op}: the branches return ${a.length} and ${b.length} tensors; they must agree.`);
  a.forEach((form, i) => {
    if (!sameShape(form.shape, b[i].shape))
      throw new ShapeError(
        `${op}: the branches return ${showShape(form.shape)} and ${showShape(b[i].shape)}; they must agree.`,
      );
    if (form.dtype !== b[i].dtype)
      throw new DTypeError(
        `${op}: the branches return ${form.dtype} and ${b[i].dtype}; they must agree: convert with astype.`,
      );
  });
}
