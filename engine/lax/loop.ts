/** Loops whose end data decide. Forward mode goes along; the way back would need every step, which nothing has counted. */
import { bindMany } from "../core/bind.ts";
import { isFloating } from "../core/dtype.ts";
import { DTypeError, GradientError, ShapeError, showShape } from "../core/errors.ts";
import {
  defineMany,
  type Derivative,
  type Form,
  type LawCase,
  type ManyPrimitive,
} from "../core/primitive.ts";
import { filled, isTensor, wrap, type Tensor } from "../core/tensor.ts";
import { lt, mul, select } from "../primitives/arithmetic.ts";
import { repeatInFront } from "../primitives/batching.ts";
import { convert } from "../primitives/convert.ts";
import { broadcastTo, sum } from "../primitives/sum.ts";
import { toFront } from "../primitives/transpose.ts";
import {
  batchOf,
  closeOver,
  patternOf,
  inputForms,
  jvpOf,
  once,
  outputForms,
  requireSameForms,
  zeros,
} from "../transforms/closure.ts";
import { settled } from "../transforms/grad.ts";
import { asTensor, takeApart } from "../transforms/leaf.ts";
import { traceProgram, type Program } from "../transforms/program.ts";
import { scan } from "./scan.ts";

interface WhileParams {
  /** [...captured by it, ...carry] to a bool scalar, or one for each example. */
  readonly condition: Program;
  /** [...captured by it, ...carry] to the next carry. */
  readonly body: Program;
  readonly conditionCaptured: number;
  readonly bodyCaptured: number;
}

/** Inputs: what the condition captured, what the body captured, the carry. */
const whileP: ManyPrimitive<WhileParams> = defineMany<WhileParams>({
  name: "while",
  // How many steps were taken depends on the data.
  oneWay: true,
  maths: { value: String.raw`\text{while } p(c):\ c \leftarrow f(c)`, partials: [] },
  dtypes: ["float32", "float64"],
  forms: (_inputs, { body }) => outputForms(body),
  kernel(inputs, params) {
    const { condition, body } = params;
    const [forCondition, forBody, start] = groups(inputs, params);
    let carry = start;
    while (condition.run([...forCondition, ...carry])[0].data.some((more) => more !== 0)) {
      carry = body.run([...forBody, ...carry]);
    }
    return [...carry];
  },
  lower: { type: "while", loop: (params) => params },
  jvp(inputs, tangents, params) {
    const { condition, body, conditionCaptured } = params;
    const [forCondition, forBody, carry] = groups(inputs, params);
    const [, bodyTangents, carryTangents] = groups(tangents, params);
    const chosen = [
      ...bodyTangents.map((tangent) => tangent !== null),
      ...carry.map((x) => isFloating(x.dtype)),
    ];
    const floats = carry.filter((x) => isFloating(x.dtype));
    const wide = once(condition, `while jvp ${conditionCaptured} ${floats.length}`, () => {
      const forms = inputForms(condition);
      return traceProgram((...all) => condition.run(all.slice(0, forms.length)), [...forms, ...floats]);
    });
    const moving = bodyTangents.filter((tangent) => tangent !== null);
    const outputs = bindMany(
      whileP,
      [
        ...forCondition,
        ...forBody,
        ...moving,
        ...carry,
        ...carry.flatMap((x, i) => (isFloating(x.dtype) ? [carryTangents[i] ?? zeros(x)] : [])),
      ],
      {
        condition: wide,
        body: once(body, `while jvp ${patternOf(chosen)} ${forBody.length}`, () =>
          pairedBody(body, chosen, forBody.length),
        ),
        conditionCaptured,
        bodyCaptured: forBody.length + moving.length,
      },
    );
    let at = carry.length;
    return {
      outputs: outputs.slice(0, carry.length),
      tangents: carry.map((x): Derivative => (isFloating(x.dtype) ? outputs[at++] : null)),
    };
  },
  vjp() {
    throw new GradientError(
      "whileLoop: reverse mode needs the steps that were taken, and their number depends on the data. Use lax.scan, lax.foriLoop with numbers as bounds, forward mode (jvp, jacfwd), or customVjp.",
    );
  },
  batch(inputs, axes, params, size, axisName) {
    const { condition, body, conditionCaptured, bodyCaptured } = params;
    const lead = conditionCaptured + bodyCaptured;
    const captured = axes.map((axis) => axis !== null);
    let carried = captured.slice(lead);
    for (;;) {
      const flags = [...captured.slice(0, conditionCaptured), ...carried];
      const decided = batchOf(condition, flags, [false], size, axisName);
      const perExample = decided.batched[0];
      if (perExample) carried = carried.map(() => true);
      const bodyFlags = [...captured.slice(conditionCaptured, lead), ...carried];
      const step = batchOf(body, bodyFlags, carried, size, axisName);
      const grown = carried.map((has, i) => has || step.batched[i]);
      if (!grown.every((has, i) => has === carried[i])) {
        carried = grown;
        continue;
      }
      const whole = batchOf(
        condition,
        [...flags.slice(0, conditionCaptured), ...carried],
        [perExample],
        size,
        axisName,
      );
      const moved = inputs.map((x, i) => {
        const axis = axes[i];
        if (axis !== null) return toFront(x, axis);
        return i >= lead && carried[i - lead] ? repeatInFront(x, size) : x;
      });
      const outputs = perExample
        ? bindMany(
            whileP,
            [...moved.slice(0, lead), ...moved.slice(0, conditionCaptured), ...moved.slice(lead)],
            {
              condition: whole.program,
              body: whereUnfinished(whole.program, step.program, conditionCaptured, bodyCaptured),
              conditionCaptured,
              bodyCaptured: bodyCaptured + conditionCaptured,
            },
          )
        : bindMany(whileP, moved, { ...params, condition: whole.program, body: step.program });
      return { outputs, axes: carried.map((has) => (has ? 0 : null)) };
    }
  },
  cost: (_inputs, _outputs, { condition, body }) => condition.cost() + body.cost(),
  // Programs are traced when they are asked for, not when the module loads.
  get laws(): readonly LawCase<WhileParams>[] {
    return [
      {
        shapes: [[2], [3]],
        domain: [
          [1.1, 1.4],
          [0.5, 1.5],
        ],
        params: {
          condition: traceProgram((c) => [lt(sum(c, [0]), filled([], "float64", 20))], [lawForm(3)]),
          body: traceProgram((w, c) => [mul(c, broadcastTo(squares(w), [3]))], [lawForm(2), lawForm(3)]),
          conditionCaptured: 0,
          bodyCaptured: 1,
        },
      },
    ];
  },
});

function lawForm(size: number): Form {
  return { shape: [size], dtype: "float64" };
}

function squares(w: Tensor): Tensor {
  return sum(mul(w, w), [0]);
}

function groups<T>(list: readonly T[], { conditionCaptured, bodyCaptured }: WhileParams): [T[], T[], T[]] {
  const lead = conditionCaptured + bodyCaptured;
  return [list.slice(0, conditionCaptured), list.slice(conditionCaptured, lead), list.slice(lead)];
}

/** [...captured, ...their tangents, ...carry, ...its tangents] to [...carry, ...its tangents]. */
function pairedBody(body: Program, chosen: readonly boolean[], captured: number): Program {
  const derived = jvpOf(body, chosen);
  const forms = inputForms(body);
  const own = forms.slice(0, captured);
  const ownTangents = own.filter((_, i) => chosen[i]);
  const carry = forms.slice(captured);
  const carryTangents = carry.filter((_, i) => chosen[captured + i]);
  return traceProgram(
    (...inputs) => {
      let at = 0;
      const take = (group: readonly Form[]) => inputs.slice(at, (at += group.length));
      const [a, da, c, dc] = [take(own), take(ownTangents), take(carry), take(carryTangents)];
      return derived.run([...a, ...c, ...da, ...dc]);
    },
    [...own, ...ownTangents, ...carry, ...carryTangents],
  );
}

/** Examples that have finished keep what they have. Inputs: what the body captured, what the condition did, the carry. */
function whereUnfinished(
  condition: Program,
  step: Program,
  conditionCaptured: number,
  bodyCaptured: number,
): Program {
  const carry = inputForms(step).slice(bodyCaptured);
  const forms = [
    ...inputForms(step).slice(0, bodyCaptured),
    ...inputForms(condition).slice(0, conditionCaptured),
    ...carry,
  ];
  return traceProgram((...inputs) => {
    const state = inputs.slice(bodyCaptured + conditionCaptured);
    const [more] = condition.run([...inputs.slice(bodyCaptured, bodyCaptured + conditionCaptured), ...state]);
    const next = step.run([...inputs.slice(0, bodyCaptured), ...state]);
    return next.map((y, i) => select(broadcastTo(more, y.shape, [0]), y, state[i]));
  }, forms);
}

/**
 * Repeats `body` while `condition` holds.
 * @param condition `(carry) => bool scalar`
 * @param body `(carry) => carry` of the same shapes and dtypes
 * @throws GradientError in reverse mode
 * Source: Bradbury et al. 2018 (JAX, lax.while_loop)
 */
export function whileLoop<Carry>(
  condition: (carry: Carry) => Tensor,
  body: (carry: Carry) => Carry,
  init: Carry,
): Carry {
  const carry = takeApart(init);
  const decide = closeOver(
    "whileLoop",
    (...state) => {
      const more = asTensor(condition(carry.rebuild(state) as Carry));
      if (more.ndim !== 0)
        throw new ShapeError(
          `whileLoop: the condition must be one truth value, found ${showShape(more.shape)}; use any() or all().`,
        );
      if (more.dtype !== "bool")
        throw new DTypeError(`whileLoop: the condition must be bool, found ${more.dtype}; compare: x.gt(0).`);
      return [more];
    },
    carry.tensors,
  );
  const step = closeOver(
    "whileLoop",
    (...state) => {
      const next = takeApart(settled("whileLoop", body(carry.rebuild(state) as Carry))).tensors;
      requireSameForms("whileLoop", "the carry", carry.tensors, next);
      return next;
    },
    carry.tensors,
  );
  const outputs = bindMany(whileP, [...decide.captured, ...step.captured, ...carry.tensors], {
    condition: decide.program,
    body: step.program,
    conditionCaptured: decide.captured.length,
    bodyCaptured: step.captured.length,
  });
  return carry.rebuild(outputs) as Carry;
}

/**
 * `body(i, carry)` for i from `lower` to before `upper`, i an int32 scalar. With numbers as bounds it is a scan and has both
 * modes; with tensors a whileLoop, and forward mode alone.
 */
export function foriLoop<Carry>(
  lower: number | Tensor,
  upper: number | Tensor,
  body: (i: Tensor, carry: Carry) => Carry,
  init: Carry,
): Carry {
  if (!isTensor(lower) && !isTensor(upper)) {
    const length = Math.max(0, upper - lower);
    const range = wrap(
      [length],
      "int32",
      Int32Array.from({ length }, (_, i) => lower + i),
    );
    return scan((carry: Carry, i: Tensor) => [body(i, carry), null] as const, init, range)[0];
  }
  const [from, to] = [lower, upper].map((bound) => convert(asTensor(bound), "int32"));
  const [, carry] = whileLoop<[Tensor, Carry]>(
    ([i]) => i.lt(to),
    ([i, state]) => [i.add(1), body(i, state)],
    [from, init],
  );
  return carry;
}
