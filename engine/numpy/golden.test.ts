/** np and nn against NumPy and SciPy in float64; testing/golden.py wrote the answers. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { nn, np, tensor, type Tensor } from "../index.ts";

type Nested = number | string | Nested[];
interface Golden {
  readonly op: string;
  readonly inputs: Nested[];
  readonly options: {
    axis?: number | number[];
    keepDims?: boolean;
    indices?: number[];
    shift?: number;
  };
  readonly wanted: Nested;
}

// Safe: golden.py writes this shape.
const { rows } = JSON.parse(readFileSync(new URL("../testing/golden.json", import.meta.url), "utf8")) as {
  rows: Golden[];
};
/** JSON has no NaN and no infinity: they are words there. */
const number = (value: number | string) =>
  value === "nan" ? NaN : Number(String(value).replace("inf", "Infinity"));
const numbers = (node: Nested): never => (Array.isArray(node) ? node.map(numbers) : number(node)) as never;
const read = (node: Nested) => tensor(numbers(node), { dtype: "float64" });

function answer({ op, inputs, options }: Golden): Tensor {
  const f = (op in np ? np[op as "sum"] : nn[op as "relu"]) as (...args: unknown[]) => Tensor;
  const args =
    op === "concatenate" || op === "stack" ? [(inputs[0] as Nested[]).map(read)] : inputs.map(read);
  const { axis, keepDims, indices, shift } = options;
  const before = indices ?? shift;
  return f(
    ...args,
    ...(before === undefined ? [] : [before]),
    ...(axis === undefined ? [] : [axis]),
    ...(keepDims === undefined ? [] : [{ keepDims }]),
  );
}

/** Relative, and absolute below 1: sums in another order, and functions to a few ulp. */
const TOLERANCE = 4e-15;

describe("as NumPy and SciPy", () => {
  rows.forEach((row, i) => {
    it(`${row.op} ${JSON.stringify(row.options)} (row ${i})`, () => {
      const [found, wanted] = [answer(row), read(row.wanted)];
      expect(found.shape).toEqual(wanted.shape);
      // The variance of numbers near a million keeps fewer digits in any two-pass formula.
      const tolerance = row.op === "variance" ? 1e-9 : TOLERANCE;
      found.toTypedArray().forEach((value, at) => {
        const right = wanted.toTypedArray()[at];
        if (Object.is(value, right)) return;
        expect(Math.abs(value - right), `element ${at}: ${value}, wanted ${right}`).toBeLessThanOrEqual(
          tolerance * Math.max(1, Math.abs(right)),
        );
      });
    });
  });
});
