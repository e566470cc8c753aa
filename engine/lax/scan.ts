/** Loops of known length that carry a state: one primitive that holds the step as a program, and a real loop on the way back. */
import { bindMany } from "../core/bind.ts";
import { allocate, isFloating, type Data } from "../core/dtype.ts";
import { ShapeError, SlopeError, showShape } from "../core/errors.ts";
import {
  defineMany,
  type Derivative,
  type Form,
  type LawCase,
  type ManyPrimitive,
} from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { add } from "../primitives/arithmetic.ts";
import { repeatInFront } from "../primitives/batching.ts";
import { toFront, transpose } from "../primitives/transpose.ts";
import {
  batchOf,
  closeOver,
  inputForms,
  jvpOf,
  once,
  patternOf,
  outputForms,
  requireSameForms,
  vjpOf,
  zeros,
} from "../transforms/closure.ts";
import { settled } from "../transforms/grad.ts";
import { takeApart, type Parts } from "../transforms/leaf.ts";
import { traceProgram, type Program } from "../transforms/program.ts";

interface ScanParams {
  /** [...captured, ...carry, ...x] to [...carry, ...y]: one step. */
  readonly program: Program;
  readonly captured: number;
  readonly carry: number;
  readonly length: number;
  readonly reverse: boolean;
}

const rowForm = ({ shape, dtype }: Form): Form => ({ shape: shape.slice(1), dtype });

function rowOf(x: Tensor, row: number): Tensor {
  const shape = x.shape.slice(1);
  const size = sizeOf(shape);
  return wrap(shape, x.dtype, x.data.subarray(row * size, (row + 1) * size));
}

const scanP: ManyPrimitive<ScanParams> = defineMany<ScanParams>({
  name: "scan",
  maths: { value: String.raw`c_{t+1}, y_t = f(c_t, x_t)`, partials: [] },
  dtypes: ["float32", "float64"],
  forms: (_inputs, { program, carry, length }) =>
    outputForms(program).map(({ shape, dtype }, i) => ({
      shape: i < carry ? shape : [length, ...shape],
      dtype,
    })),
  kernel(inputs, { program, captured, carry, length, reverse }) {
    const shared = inputs.slice(0, captured);
    const xs = inputs.slice(captured + carry);
    let state = inputs.slice(captured, captured + carry);
    const forms = outputForms(program).slice(carry);
    const ys: Data[] = forms.map(({ shape, dtype }) => allocate(dtype, length * sizeOf(shape)));
    for (let step = 0; step < length; step++) {
      const t = reverse ? length - 1 - step : step;
      const outputs = program.run([...shared, ...state, ...xs.map((x) => rowOf(x, t))]);
      state = outputs.slice(0, carry);
      for (let i = 0; i < ys.length; i++) {
        const { data } = outputs[carry + i];
        ys[i].set(data, t * data.length);
      }
    }
    return [...state, ...ys.map((data, i) => wrap([length, ...forms[i].shape], forms[i].dtype, data))];
  },

  lower: { type: "scan", loop: (params) => params },

  jvp(inputs, tangents, params) {
    const { program, captured, carry } = params;
    const outs = outputForms(program);
    // A carry that starts without a tangent may receive one on the way.
    const chosen = inputs.map((x, i) => (isCarry(params)(i) ? isFloating(x.dtype) : tangents[i] !== null));
    const paired = once(program, `scan jvp ${patternOf(chosen)} ${carry}`, () => pairedStep(params, chosen));
    const given = inputs.map((x, i): Derivative => (chosen[i] ? (tangents[i] ?? zeros(x)) : null));
    const pick = (from: number, to?: number) => [
      ...inputs.slice(from, to),
      ...given.slice(from, to).filter((t) => t !== null),
    ];
    const all = [...pick(0, captured), ...pick(captured, captured + carry), ...pick(captured + carry)];
    const count = (from: number, to?: number) => pick(from, to).length;
    const results = bindMany(scanP, all, {
      ...params,
      program: paired,
      captured: count(0, captured),
      carry: count(captured, captured + carry),
    });
    let at = 0;
    const take = (n: number) => results.slice(at, (at += n));
    const floats = (forms: readonly Form[]) => forms.filter(({ dtype }) => isFloating(dtype)).length;
    const carries = take(carry);
    const carryTangents = take(floats(outs.slice(0, carry)));
    const ys = take(outs.length - carry);
    const yTangents = take(floats(outs.slice(carry)));
    const moving = [...carryTangents, ...yTangents];
    return {
      outputs: [...carries, ...ys],
      tangents: outs.map((form): Derivative => (isFloating(form.dtype) ? moving.shift()! : null)),
    };
  },

  forward(inputs, params, wanted) {
    const { program } = params;
    const chosen = chosenFor(inputs, params, wanted);
    const { forward } = vjpOf(program, chosen, isCarry(params));
    const outputs = bindMany(scanP, inputs, { ...params, program: forward });
    const visible = program.outputs.length;
    return { outputs: outputs.slice(0, visible), residuals: outputs.slice(visible) };
  },

  vjp(inputs, outputs, cotangents, params, wanted, residuals) {
    const { program, captured, carry, reverse } = params;
    const chosen = chosenFor(inputs, params, wanted);
    const { reads } = vjpOf(program, chosen, isCarry(params));
    const back = once(program, `scan vjp ${patternOf(chosen)} ${carry}`, () => backwardStep(params, chosen));
    const floats = outputs.flatMap((y, i) => (isFloating(y.dtype) ? [i] : []));
    const arriving = (i: number) => cotangents[i] ?? zeros(outputs[i]);
    const sums = inputs.filter((_, i) => i < captured && chosen[i]).map(zeros);
    const ctCarry = floats.filter((i) => i < carry).map(arriving);
    const ctYs = floats.filter((i) => i >= carry).map(arriving);
    // Safe: the forward above kept them. What is stacked: residuals, and those inputs it reads that were scanned over.
    const kept = residuals as Tensor[];
    const shared = reads.filter((i) => i < captured).map((i) => inputs[i]);
    const rows = reads.filter((i) => i >= captured + carry).map((i) => inputs[i]);
    const results = bindMany(scanP, [...shared, ...sums, ...ctCarry, ...kept, ...rows, ...ctYs], {
      program: back,
      captured: shared.length,
      carry: sums.length + ctCarry.length,
      length: params.length,
      reverse: !reverse,
    });
    let [atSum, atCarry, atX] = [0, sums.length, sums.length + ctCarry.length];
    return inputs.map((_, i) => {
      if (!chosen[i]) return null;
      if (i < captured) return results[atSum++];
      return isCarry(params)(i) ? results[atCarry++] : results[atX++];
    });
  },

  batch(inputs, axes, params, size, axisName) {
    const { program, captured, carry } = params;
    const ys = program.outputs.slice(carry).map(() => false);
    let chosen = axes.map((axis) => axis !== null);
    let batched = batchOf(
      program,
      chosen,
      [...chosen.slice(captured, captured + carry), ...ys],
      size,
      axisName,
    );
    // A carry that starts without a batch axis may receive one on the way.
    for (;;) {
      const grown = chosen.map((has, i) => has || (isCarry(params)(i) && batched.batched[i - captured]));
      if (grown.every((has, i) => has === chosen[i])) break;
      chosen = grown;
      const must = [...chosen.slice(captured, captured + carry), ...ys];
      batched = batchOf(program, chosen, must, size, axisName);
    }
    const moved = inputs.map((x, i) => {
      const axis = axes[i];
      if (axis === null) return chosen[i] ? repeatInFront(x, size) : x;
      return i < captured + carry ? toFront(x, axis) : batchSecond(x, axis);
    });
    const outputs = bindMany(scanP, moved, { ...params, program: batched.program });
    return {
      outputs,
      axes: outputs.map((_, i) => (batched.batched[i] ? (i < carry ? 0 : 1) : null)),
    };
  },
  cost: (_inputs, _outputs, { program, length }) => length * program.cost(),
  // Programs are traced when they are asked for, not when the module loads.
  get laws(): readonly LawCase<ScanParams>[] {
    return [
      { shapes: [[2], [2], [3, 2]], params: lawStep(false) },
      { shapes: [[2], [2], [3, 2]], params: lawStep(true) },
    ];
  },
});

/** The inputs that the way back serves: those asked for, and every floating carry. */
function chosenFor(inputs: readonly Tensor[], params: ScanParams, wanted: readonly boolean[]): boolean[] {
  return inputs.map((x, i) => isFloating(x.dtype) && (isCarry(params)(i) || wanted[i]));
}

/** What a carry was before a step is gone after it. */
const isCarry =
  ({ captured, carry }: ScanParams) =>
  (input: number) =>
    input >= captured && input < captured + carry;

/** Steps scanned over stay in front, the batch axis comes second. */
function batchSecond(x: Tensor, axis: number): Tensor {
  const front = toFront(x, axis);
  const rest = front.shape.map((_, i) => i).slice(2);
  return transpose(front, [1, 0, ...rest]);
}

/** The step with its tangents beside it, in the order that scan wants: each group followed by its tangents. */
function pairedStep({ program, captured, carry }: ScanParams, chosen: readonly boolean[]): Program {
  const derived = jvpOf(program, chosen);
  const forms = inputForms(program);
  const groups = [
    [0, captured],
    [captured, captured + carry],
    [captured + carry, forms.length],
  ];
  const order = groups.flatMap(([from, to]) => {
    const members = Array.from({ length: to - from }, (_, i) => from + i);
    return [
      ...members.map((i) => ({ i, tangent: false })),
      ...members.filter((i) => chosen[i]).map((i) => ({ i, tangent: true })),
    ];
  });
  return traceProgram(
    (...inputs) => {
      const find = (i: number, tangent: boolean) =>
        inputs[order.findIndex((each) => each.i === i && each.tangent === tangent)];
      const results = derived.run([
        ...forms.map((_, i) => find(i, false)),
        ...forms.flatMap((_, i) => (chosen[i] ? [find(i, true)] : [])),
      ]);
      const outs = outputForms(program);
      const moving = outs.flatMap(({ dtype }, i) => (isFloating(dtype) ? [i] : []));
      const tangentOf = (i: number) => results[outs.length + moving.indexOf(i)];
      const early = moving.filter((i) => i < carry);
      const late = moving.filter((i) => i >= carry);
      return [
        ...results.slice(0, carry),
        ...early.map(tangentOf),
        ...results.slice(carry, outs.length),
        ...late.map(tangentOf),
      ];
    },
    order.map(({ i }) => forms[i]),
  );
}

/** [...shared, ...sums, ...cotangents of the carry, ...residuals, ...rows, ...cotangents of y] to [...sums, ...carry, ...x]. */
function backwardStep(params: ScanParams, chosen: readonly boolean[]): Program {
  const { program, captured, carry } = params;
  const { backward, reads, residuals } = vjpOf(program, chosen, isCarry(params));
  const forms = inputForms(program);
  const outs = outputForms(program).filter(({ dtype }) => isFloating(dtype));
  const floatCarry = outputForms(program)
    .slice(0, carry)
    .filter(({ dtype }) => isFloating(dtype)).length;
  const shared = reads.filter((i) => i < captured);
  const rows = reads.filter((i) => i >= captured + carry);
  const summed = forms.flatMap((_, i) => (i < captured && chosen[i] ? [i] : []));
  const groups = [
    shared.map((i) => forms[i]),
    summed.map((i) => forms[i]),
    outs.slice(0, floatCarry),
    residuals,
    rows.map((i) => forms[i]),
    outs.slice(floatCarry),
  ];
  return traceProgram((...inputs) => {
    let at = 0;
    const [own, sums, ctCarry, kept, scanned, ctYs] = groups.map((group) =>
      inputs.slice(at, (at += group.length)),
    );
    const read = reads.map((i) => (i < captured ? own[shared.indexOf(i)] : scanned[rows.indexOf(i)]));
    const pulled = backward.run([...kept, ...read, ...ctCarry, ...ctYs]);
    const [first, rest] = [pulled.slice(0, summed.length), pulled.slice(summed.length)];
    return [...first.map((ct, i) => add(sums[i], ct)), ...rest];
  }, groups.flat());
}

function lawStep(reverse: boolean): ScanParams {
  const form: Form = { shape: [2], dtype: "float64" };
  const { program } = closeOver(
    "scan",
    (w, c, x) => {
      const next = c.mul(w).add(x).sin();
      return [next, next.mul(x)];
    },
    [form, form, form],
  );
  return { program, captured: 1, carry: 1, length: 3, reverse };
}

export interface ScanOptions {
  /** Steps, where there is nothing to scan over. */
  readonly length?: number;
  /** From the last row to the first. */
  readonly reverse?: boolean;
}

/**
 * Carries a state along the first axis of `xs` and stacks what each step puts out.
 * @param f `(carry, x) => [carry, y]`; the carry keeps its shapes and dtypes
 * @param xs a tree of tensors with equal first axes, or null with `length`
 * @returns `[carry, ys]`
 * @throws ShapeError where the first axes differ or the carry changes its shape
 * Source: Bradbury et al. 2018 (JAX, lax.scan)
 */
export function scan<Carry, X, Y>(
  f: (carry: Carry, x: X) => readonly [Carry, Y],
  init: Carry,
  xs: X,
  options: ScanOptions = {},
): [Carry, Y] {
  const carry = takeApart(init);
  const rows = takeApart(xs);
  const length = lengthOf(rows.tensors, options.length);
  let ys: Parts | null = null;
  let after: Parts | null = null;
  const { program, captured } = closeOver(
    "scan",
    (...inputs) => {
      const state = carry.rebuild(inputs.slice(0, carry.tensors.length)) as Carry;
      const x = rows.rebuild(inputs.slice(carry.tensors.length)) as X;
      const [next, y] = settled("scan", f(state, x));
      after = takeApart(next);
      ys = takeApart(y);
      requireSameForms("scan", "the carry", carry.tensors, after.tensors);
      return [...after.tensors, ...ys.tensors];
    },
    [...carry.tensors, ...rows.tensors.map(rowForm)],
  );
  const params = {
    program,
    captured: captured.length,
    carry: carry.tensors.length,
    length,
    reverse: options.reverse ?? false,
  };
  const outputs = bindMany(scanP, [...captured, ...carry.tensors, ...rows.tensors], params);
  const parts = ys as Parts | null;
  return [
    carry.rebuild(outputs.slice(0, params.carry)) as Carry,
    parts?.rebuild(outputs.slice(params.carry)) as Y,
  ];
}

function lengthOf(rows: readonly Tensor[], asked: number | undefined): number {
  for (const x of rows) {
    if (x.ndim === 0) throw new ShapeError("scan: a scalar among xs has no axis to scan over.");
    if (x.shape[0] !== (asked ?? rows[0].shape[0]))
      throw new ShapeError(
        `scan: first axes differ: ${showShape(x.shape)} has ${x.shape[0]}, ${asked === undefined ? `another ${rows[0].shape[0]}` : `length is ${asked}`}.`,
      );
  }
  if (rows.length > 0) return rows[0].shape[0];
  if (asked === undefined)
    throw new SlopeError("scan: nothing to scan over; say how many steps: { length: 10 }.");
  return asked;
}
