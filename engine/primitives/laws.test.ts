/** The laws that every primitive keeps, generated from the records: a new primitive is tested by being defined. */
import { describe, expect, it } from "vitest";
import "../index.ts";
import { bind } from "../core/bind.ts";
import { isFloating } from "../core/dtype.ts";
import { allPrimitives, type LawCase, type Primitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { concatenate } from "../numpy/operations.ts";
import { traceProgram } from "../transforms/program.ts";
import { jvp, vjp } from "../transforms/directional.ts";
import { vmap } from "../transforms/vmap.ts";
import { FD_TOLERANCE, directionalDifference, dot, expectClose } from "../testing/compare.ts";
import { draw, drawInputs, generator } from "../testing/draw.ts";

/** Its derivative is zero by decree, not by mathematics. */
const DECREED = new Set(["stopGradient"]);
const EXACT = 0;
/** Sums of a different order: a few roundings of float64. */
const ROUNDINGS = 2 ** -46;

const tangentLike = (next: () => number) => (x: Tensor) => draw(next, x.shape, "float64", [-1, 1]);

/** The primitive as a function of those inputs alone that carry a derivative. */
function ofFloats(p: Primitive, law: LawCase<unknown>, seed: number) {
  const inputs = drawInputs(law, seed);
  const constant = p.derivative.type === "linear" ? (p.derivative.constant ?? []) : [];
  const varied = inputs.flatMap((x, i) => (isFloating(x.dtype) && !constant.includes(i) ? [i] : []));
  const f = (...floats: Tensor[]) => {
    const all = [...inputs];
    varied.forEach((i, k) => (all[i] = floats[k]));
    return bind(p, all, law.params);
  };
  return { f, xs: varied.map((i) => inputs[i]) };
}

for (const p of allPrimitives()) {
  describe(p.name, () => {
    it("states cases to hold its laws against", () => expect(p.laws.length).toBeGreaterThan(0));

    p.laws.forEach((law, number) => {
      const name = `${law.shapes.map((shape) => `[${shape.join(", ")}]`).join(" ")} ${JSON.stringify(law.params)}`;
      const seed = 1000 + number;

      it(`gives the form that it states: ${name}`, () => {
        const inputs = drawInputs(law, seed);
        const y = bind(p, inputs, law.params);
        const form = p.form(inputs, law.params);
        expect({ shape: y.shape, dtype: y.dtype }).toEqual({ shape: form.shape, dtype: form.dtype });
        expect(y.data.length).toBe(sizeOf(form.shape));
        expect(p.cost(inputs, form, law.params)).toBeGreaterThanOrEqual(0);
      });

      it(`replays bit for bit from a program: ${name}`, () => {
        const inputs = drawInputs(law, seed);
        const program = traceProgram((...xs) => [bind(p, xs, law.params)], inputs);
        expectClose(program.run(inputs)[0], bind(p, inputs, law.params), EXACT);
      });

      it(`maps over a batch as a loop does: ${name}`, () => {
        const arity = law.shapes.length;
        for (let mask = 1; mask < 2 ** arity; mask++) {
          const lead = law.shapes.map((_, i) => ((mask >> i) & 1 ? 3 : null));
          const inputs = drawInputs(law, seed, lead);
          const mapped = vmap((...xs: Tensor[]) => bind(p, xs, law.params), {
            in: lead.map((size) => (size === null ? null : 0)),
          })(...inputs);
          const rows = [0, 1, 2].map((row) =>
            bind(
              p,
              inputs.map((x, i) => (lead[i] === null ? x : rowOf(x, row))),
              law.params,
            ),
          );
          expect(mapped.shape).toEqual([3, ...rows[0].shape]);
          rows.forEach((y, row) => expectClose(rowOf(mapped, row), y, ROUNDINGS, `mask ${mask}, row ${row}`));
        }
      });

      const { f, xs } = ofFloats(p, law, seed);
      if (xs.length === 0 || DECREED.has(p.name) || !isFloating(f(...xs).dtype)) return;

      it(`has the tangent that finite differences find: ${name}`, () => {
        const along = xs.map(tangentLike(generator(seed + 1)));
        expectClose(jvp(f, xs, along)[1], directionalDifference(f, xs, along), FD_TOLERANCE);
      });

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

      it(`agrees in float32 to rounding: ${name}`, () => {
        const single = bind(p, drawInputs(law, seed).map(asSingle), law.params);
        const double = bind(p, drawInputs(law, seed).map(roundedToSingle), law.params);
        expectClose(single, double, 1e-5);
      });
    });
  });
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
