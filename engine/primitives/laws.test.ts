/** The laws that every primitive keeps, generated from the records: a new primitive is tested by being defined. */
import { describe, expect, it } from "vitest";
import "../index.ts";
import { bind, bindMany } from "../core/bind.ts";
import { isFloating, type DType } from "../core/dtype.ts";
import {
  allManyPrimitives,
  allPrimitives,
  type AnyPrimitive,
  type Form,
  isMany,
  type LawCase,
} from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { concatenate } from "../numpy/operations.ts";
import { traceProgram } from "../transforms/program.ts";
import { jvp, vjp } from "../transforms/directional.ts";
import { vmap } from "../transforms/vmap.ts";
import { FD_TOLERANCE, directionalDifference, dot, expectClose } from "../testing/compare.ts";
import { lawCases } from "../testing/law-cases.ts";
import { draw, drawInputs, generator } from "../testing/draw.ts";

/** Its derivative is zero by decree, or implicit in a distribution: not that of the kernel. */
const DECREED = new Set(["stopGradient", "logGammaDraw"]);
/** Needs a vmap around it: its laws are in lax/collective.test.ts. */
const ELSEWHERE = new Set(["psum"]);
const EXACT = 0;
/** Sums of a different order: a few roundings of float64. */
const ROUNDINGS = 2 ** -46;

const tangentLike = (next: () => number) => (x: Tensor) => draw(next, x.shape, "float64", [-1, 1]);

/** Both kinds of record as one: a list of results. */
function apply(p: AnyPrimitive, inputs: readonly Tensor[], params: unknown): Tensor[] {
  return isMany(p) ? bindMany(p, inputs, params) : [bind(p, inputs, params)];
}
function stated(p: AnyPrimitive, inputs: readonly Form[], params: unknown): { forms: Form[]; cost: number } {
  if (isMany(p)) {
    const forms = p.forms(inputs, params);
    return { forms, cost: p.cost(inputs, forms, params) };
  }
  const form = p.form(inputs, params);
  return { forms: [form], cost: p.cost(inputs, form, params) };
}

/** The primitive as a function of those inputs alone that carry a derivative; several results are laid end to end. */
function ofFloats(p: AnyPrimitive, law: LawCase<unknown>, seed: number) {
  const inputs = drawInputs(law, seed);
  const rule = isMany(p) ? null : p.derivative;
  const constant = rule?.type === "linear" ? (rule.constant ?? []) : [];
  const varied = inputs.flatMap((x, i) => (isFloating(x.dtype) && !constant.includes(i) ? [i] : []));
  const f = (...floats: Tensor[]) => {
    const all = [...inputs];
    varied.forEach((i, k) => (all[i] = floats[k]));
    const ys = apply(p, all, law.params);
    return isMany(p) ? flattened(ys.filter((y) => isFloating(y.dtype))) : ys[0];
  };
  const differentiable = stated(p, inputs, law.params).forms.some(({ dtype }) => isFloating(dtype));
  return { f, xs: differentiable ? varied.map((i) => inputs[i]) : [] };
}

for (const p of [...allPrimitives(), ...allManyPrimitives()].filter(({ name }) => !ELSEWHERE.has(name))) {
  describe(p.name, () => {
    const laws: readonly LawCase<unknown>[] = [...p.laws, ...(lawCases[p.name] ?? [])];
    it("states cases to hold its laws against", () => expect(laws.length).toBeGreaterThan(0));

    laws.forEach((law, number) => {
      const name = `${law.shapes.map((shape) => `[${shape.join(", ")}]`).join(" ")} ${JSON.stringify(law.params)}`;
      const seed = 1000 + number;

      it(`gives the form that it states: ${name}`, () => {
        const inputs = drawInputs(law, seed);
        const { forms, cost } = stated(p, inputs, law.params);
        const found = apply(p, inputs, law.params);
        expect(found.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(
          forms.map(({ shape, dtype }) => ({ shape, dtype })),
        );
        found.forEach((y) => expect(y.data.length).toBe(sizeOf(y.shape)));
        expect(cost).toBeGreaterThanOrEqual(0);
      });

      it(`replays bit for bit from a program: ${name}`, () => {
        const inputs = drawInputs(law, seed);
        const program = traceProgram((...xs) => apply(p, xs, law.params), inputs);
        const wanted = apply(p, inputs, law.params);
        program.run(inputs).forEach((y, i) => expectClose(y, wanted[i], EXACT));
      });

      it(`maps over a batch as a loop does: ${name}`, () => {
        const arity = law.shapes.length;
        for (let mask = 1; mask < 2 ** arity; mask++) {
          const lead = law.shapes.map((_, i) => ((mask >> i) & 1 ? 3 : null));
          expectMapsAsLoop(p, law.params, drawInputs(law, seed, lead), lead);
        }
      });

      if (number === 0) {
        it.each([0, 1, 7, 255])("takes an axis of %i in front of every input", (size) => {
          const lead = law.shapes.map(() => size);
          expectMapsAsLoop(p, law.params, drawInputs(law, seed, lead), lead, size);
        });
      }

      for (const dtype of p.dtypes.filter((claimed) => !isFloating(claimed))) {
        it(`computes in ${dtype} what it computes in float64: ${name}`, () => {
          if (law.dtypes?.every((given) => given !== "float64") === true) return;
          const whole = inDtype(law, dtype);
          const inputs = drawInputs(whole, seed);
          const found = apply(p, inputs, law.params);
          const { forms } = stated(p, inputs, law.params);
          expect(found.map((y) => y.dtype)).toEqual(forms.map((form) => form.dtype));
          expectMapsAsLoop(
            p,
            law.params,
            drawInputs(
              whole,
              seed,
              law.shapes.map(() => 3),
            ),
            law.shapes.map(() => 3),
          );
          if (!p.dtypes.includes("float64")) return;
          const doubles = inputs.map((x, i) => (law.dtypes?.[i] === undefined ? asDouble(x) : x));
          const wanted = apply(p, doubles, law.params);
          found.forEach((y, i) => expectClose(y, wanted[i].astype(y.dtype), EXACT));
        });
      }

      const { f, xs } = ofFloats(p, law, seed);
      if (xs.length === 0 || DECREED.has(p.name)) return;

      it(`has the tangent that finite differences find: ${name}`, () => {
        const along = xs.map(tangentLike(generator(seed + 1)));
        expectClose(jvp(f, xs, along)[1], directionalDifference(f, xs, along), FD_TOLERANCE);
      });

      if (!isMany(p) || p.oneWay !== true) {
        it(`pulls back the transpose of what it pushes forward: ${name}`, () => {
          const next = generator(seed + 2);
          const along = xs.map(tangentLike(next));
          const [y, pull] = vjp(f, ...xs);
          const cotangent = tangentLike(next)(y);
          const back = pull(cotangent);
          back.forEach((gradient, i) => expect(gradient.shape).toEqual(xs[i].shape));
          const forward = dot(jvp(f, xs, along)[1], cotangent);
          const backward = back.reduce((total, gradient, i) => total + dot(gradient, along[i]), 0);
          expect(Math.abs(forward - backward)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(forward)));
        });

        it(`has second derivatives, reverse under forward: ${name}`, () => {
          const next = generator(seed + 3);
          const along = xs.map(tangentLike(next));
          const cotangent = tangentLike(next)(f(...xs));
          // The pulled-back cotangents as one function of the inputs, laid end to end.
          const g = (...inputs: Tensor[]) => flattened(vjp(f, ...inputs)[1](cotangent));
          expectClose(jvp(g, xs, along)[1], directionalDifference(g, xs, along), FD_TOLERANCE);
        });
      }
      it(`agrees in float32 to rounding: ${name}`, () => {
        const single = apply(p, drawInputs(law, seed).map(asSingle), law.params);
        const double = apply(p, drawInputs(law, seed).map(roundedToSingle), law.params);
        single.forEach((y, i) => expectClose(y, double[i], 1e-5));
      });
    });
  });
}

function expectMapsAsLoop(
  p: AnyPrimitive,
  params: unknown,
  inputs: readonly Tensor[],
  lead: readonly (number | null)[],
  size = 3,
): void {
  const mapped = vmap((...xs: Tensor[]) => apply(p, xs, params), {
    in: lead.map((size) => (size === null ? null : 0)),
  })(...inputs);
  const rows = Array.from({ length: size }, (_, row) =>
    apply(
      p,
      inputs.map((x, i) => (lead[i] === null ? x : rowOf(x, row))),
      params,
    ),
  );
  mapped.forEach((ys, result) => {
    if (size > 0) expect(ys.shape).toEqual([size, ...rows[0][result].shape]);
    else expect(ys.size).toBe(0);
    rows.forEach((each, row) =>
      expectClose(rowOf(ys, row), each[result], ROUNDINGS, `in ${lead.join(" ")}, row ${row}`),
    );
  });
}

/** The same case with whole numbers of another dtype where it draws float64. */
function inDtype(law: LawCase<unknown>, dtype: DType): LawCase<unknown> {
  const dtypes = law.shapes.map((_, i) => {
    const given = law.dtypes?.[i] ?? "float64";
    return given === "float64" ? dtype : given;
  });
  const domain = law.shapes.map((_, i) =>
    (law.dtypes?.[i] ?? "float64") === "float64"
      ? ([1, 5] as const)
      : (law.domain?.[i] ?? ([-2, 2] as const)),
  );
  return { ...law, dtypes, domain };
}

function asDouble(x: Tensor): Tensor {
  return wrap(x.shape, "float64", Float64Array.from(x.data));
}

function rowOf(x: Tensor, row: number): Tensor {
  const shape = x.shape.slice(1);
  const size = sizeOf(shape);
  return wrap(shape, x.dtype, x.data.slice(row * size, (row + 1) * size));
}

/** All of them laid end to end, by way of np so that the pieces stay differentiable. */
function flattened(parts: readonly Tensor[]): Tensor {
  return concatenate(parts.map((x) => x.reshape(-1)));
}

function asSingle(x: Tensor): Tensor {
  return x.dtype === "float64" ? wrap(x.shape, "float32", Float32Array.from(x.data)) : x;
}
function roundedToSingle(x: Tensor): Tensor {
  return x.dtype === "float64" ? wrap(x.shape, "float64", Float64Array.from(x.data, Math.fround)) : x;
}
