/** Implicit differentiation: the derivative of a solution, whatever the iterations were that found it. */
import { bindMany } from "../core/bind.ts";
import { defineMany, type Derivative, type Form, type ManyPrimitive } from "../core/primitive.ts";
import type { Tensor } from "../core/tensor.ts";
import { neg, sub } from "../primitives/arithmetic.ts";
import { moveBatchToFront } from "../primitives/batching.ts";
import { runBatch } from "../transforms/batch.ts";
import { closeOver, requireSameForms, zeros } from "../transforms/closure.ts";
import { customJvp, transposeLinear } from "../transforms/custom.ts";
import { runJvp } from "../transforms/jvp.ts";
import { takeApart } from "../transforms/leaf.ts";
import { traceProgram } from "../transforms/program.ts";

type Run = (...inputs: Tensor[]) => Tensor[];

/**
 * x with f(x) = 0, found by any `solve`, differentiable in what `f` reads from outside, by the implicit function theorem:
 * dx = -(df/dx)^-1 df. The iterations of `solve` are not differentiated.
 * @param f a tree of tensors to a tree like it, zero at the solution
 * @param solve `(f, guess) => solution`; an ordinary loop over numbers will do, but under jit it needs lax.whileLoop
 * @param tangentSolve `(linear, y) => x` with linear(x) = y; for one number `(g, y) => y.div(g(1))`
 * Source: Blondel et al. 2022, "Efficient and modular implicit differentiation"; JAX, lax.custom_root
 */
export function customRoot<T>(
  f: (x: T) => T,
  guess: T,
  solve: (f: (x: T) => T, guess: T) => T,
  tangentSolve: (linear: (v: T) => T, y: T) => T,
): T {
  const start = takeApart(guess);
  const tree = (tensors: readonly Tensor[]) => start.rebuild(tensors) as T;
  const { program, captured } = closeOver(
    "customRoot",
    (...xs) => {
      const residual = takeApart(f(tree(xs))).tensors;
      requireSameForms("customRoot", "the value of f beside x", start.tensors, residual);
      return residual;
    },
    start.tensors,
  );
  const at = (theta: readonly Tensor[]) => (x: T) => tree(program.run([...theta, ...takeApart(x).tensors]));
  const root: (theta: readonly Tensor[], from: readonly Tensor[]) => Tensor[] = customJvp(
    (theta: readonly Tensor[], from: readonly Tensor[]) => takeApart(solve(at(theta), tree(from))).tensors,
    ([theta, from], [dTheta]) => {
      const x = root(theta, from);
      const still = x.map((): Derivative => null);
      const moved = runJvp((...xs) => program.run(xs), [...theta, ...x], [...dTheta, ...still]).tangents;
      const linear = (v: T): T => {
        const fixed = theta.map((): Derivative => null);
        const along = [...fixed, ...takeApart(v).tensors];
        const { tangents } = runJvp((...xs) => program.run(xs), [...theta, ...x], along);
        return tree(tangents.map((t, i) => t ?? zeros(x[i])));
      };
      const wanted = moved.map((t, i) => (t === null ? zeros(x[i]) : neg(t)));
      return [x, takeApart(tangentSolve(linear, tree(wanted))).tensors];
    },
  );
  return tree(root(captured, start.tensors));
}

interface SolveParams {
  /** Each of [...captured, ...x]: A x, its transpose, x with A x = b, and x with its transpose. */
  readonly matvec: Run;
  readonly vecmat: Run;
  readonly solve: Run;
  readonly transposeSolve: Run;
  readonly captured: number;
}

/** Linear in b: its tangent and its cotangent are solutions of the same system and of its transpose. */
const linearSolveP: ManyPrimitive<SolveParams> = defineMany<SolveParams>({
  name: "linearSolve",
  maths: { value: "A^{-1} b", partials: [] },
  dtypes: ["float32", "float64"],
  forms: (inputs, { captured }) => inputs.slice(captured),
  kernel: (inputs, { solve }) => solve(...inputs),
  lower: { type: "inline", program: ({ solve }, forms) => traceProgram((...xs) => solve(...xs), forms) },
  jvp(inputs, tangents, params) {
    const outputs = bindMany(linearSolveP, inputs, params);
    const theta = inputs.slice(0, params.captured);
    const still = outputs.map((): Derivative => null);
    const along = [...tangents.slice(0, params.captured), ...still];
    const moved = runJvp(params.matvec, [...theta, ...outputs], along).tangents;
    const right = outputs.map((x, i) => {
      const db = tangents[params.captured + i] ?? zeros(x);
      const dAx = moved[i];
      return dAx === null ? db : sub(db, dAx);
    });
    return { outputs, tangents: bindMany(linearSolveP, [...theta, ...right], params) };
  },
  vjp(inputs, outputs, cotangents, params, wanted) {
    const theta = inputs.slice(0, params.captured);
    const arriving = outputs.map((x, i) => cotangents[i] ?? zeros(x));
    const right = bindMany(linearSolveP, [...theta, ...arriving], {
      ...params,
      matvec: params.vecmat,
      vecmat: params.matvec,
      solve: params.transposeSolve,
      transposeSolve: params.solve,
    });
    // A x = b for every A: dA x + A dx = 0.
    const back = wanted.slice(0, params.captured).some(Boolean)
      ? cotangentsOf(params.matvec, theta, outputs, right)
      : theta.map(() => null);
    return [...back.map((ct) => (ct === null ? null : neg(ct))), ...right];
  },
  batch(inputs, axes, params, size, axisName) {
    const over =
      (run: Run): Run =>
      (...xs) => {
        const theta = axes.slice(0, params.captured);
        return runBatch(run, xs, [...theta, ...xs.slice(params.captured).map(() => 0)], size, axisName);
      };
    const right = moveBatchToFront(inputs.slice(params.captured), axes.slice(params.captured), size);
    const outputs = bindMany(linearSolveP, [...inputs.slice(0, params.captured), ...right], {
      ...params,
      matvec: over(params.matvec),
      vecmat: over(params.vecmat),
      solve: over(params.solve),
      transposeSolve: over(params.transposeSolve),
    });
    return { outputs, axes: outputs.map(() => 0) };
  },
  cost: () => 0,
  laws: [
    {
      shapes: [[2], [2]],
      domain: [
        [1, 2],
        [-2, 2],
      ],
      params: {
        matvec: (a, x) => [x.mul(a)],
        vecmat: (a, x) => [x.mul(a)],
        solve: (a, b) => [b.div(a)],
        transposeSolve: (a, b) => [b.div(a)],
        captured: 1,
      },
    },
  ],
});

/** What flows to the captured values when `ct` flows into A x. */
function cotangentsOf(matvec: Run, theta: readonly Tensor[], x: readonly Tensor[], ct: readonly Tensor[]) {
  const still = x.map((): Derivative => null);
  const along: Run = (...dTheta) =>
    runJvp(matvec, [...theta, ...x], [...dTheta, ...still]).tangents.map((t, i) => t ?? zeros(x[i]));
  return transposeLinear(along, theta, ct);
}

export interface LinearSolveOptions<T> {
  /** The same for the transposed system; default `solve` itself, which is right for a symmetric one. */
  readonly transposeSolve?: (vecmat: (x: T) => T, b: T) => T;
}

/**
 * x with matvec(x) = b, found by any `solve`, differentiable in b and in what `matvec` reads from outside.
 * @param matvec a linear function of a tree of tensors
 * @param solve `(matvec, b) => x`, conjugate gradients say; what else it reads from outside it takes detached
 * Source: JAX, lax.custom_linear_solve
 */
export function customLinearSolve<T>(
  matvec: (x: T) => T,
  b: T,
  solve: (matvec: (x: T) => T, b: T) => T,
  options: LinearSolveOptions<T> = {},
): T {
  const right = takeApart(b);
  const tree = (tensors: readonly Tensor[]) => right.rebuild(tensors) as T;
  const flat = (x: T) => takeApart(x).tensors;
  const { program, captured } = closeOver(
    "customLinearSolve",
    (...xs) => {
      const found = flat(matvec(tree(xs)));
      requireSameForms("customLinearSolve", "matvec(x) beside b", right.tensors, found);
      return found;
    },
    right.tensors,
  );
  const count = captured.length;
  const forward: Run = (...inputs) => program.run(inputs);
  const forms: Form[] = right.tensors.map(({ shape, dtype }) => ({ shape, dtype }));
  const backward: Run = (...inputs) => {
    const [theta, ct] = [inputs.slice(0, count), inputs.slice(count)];
    return transposeLinear((...xs) => program.run([...theta, ...xs]), forms, ct).map(
      (each, i) => each ?? zeros(forms[i]),
    );
  };
  const solver =
    (by: (matvec: (x: T) => T, b: T) => T, run: Run): Run =>
    (...inputs) => {
      const theta = inputs.slice(0, count);
      return flat(by((x) => tree(run(...theta, ...flat(x))), tree(inputs.slice(count))));
    };
  return tree(
    bindMany(linearSolveP, [...captured, ...right.tensors], {
      matvec: forward,
      vecmat: backward,
      solve: solver(solve, forward),
      transposeSolve: solver(options.transposeSolve ?? solve, backward),
      captured: count,
    }),
  );
}
