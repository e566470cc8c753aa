/** Closeness of tensors, and derivatives by finite differences to hold the engine's against. */
import { expect } from "vitest";
import { wrap, type Tensor } from "../core/tensor.ts";

const EPS64 = 2 ** -52;
/** Where the error of a central difference is smallest: truncation h^2 meets rounding eps / h. */
export const STEP = Math.cbrt(EPS64);
/** What a central difference at that step may be off, with room for steep functions. */
export const FD_TOLERANCE = 1e3 * STEP ** 2;

export function expectClose(found: Tensor, wanted: Tensor, tolerance: number, what = ""): void {
  expect(found.shape, what).toEqual(wanted.shape);
  const [a, b] = [found.data, wanted.data];
  for (let i = 0; i < a.length; i++) {
    if (Object.is(a[i], b[i])) continue;
    const allowed = tolerance * Math.max(1, Math.abs(b[i]));
    if (!(Math.abs(a[i] - b[i]) <= allowed)) {
      expect.fail(`${what}: element ${i} is ${a[i]}, wanted ${b[i]} within ${allowed}`);
    }
  }
}

/** (f(x + h v) - f(x - h v)) / 2h */
export function directionalDifference(
  f: (...xs: Tensor[]) => Tensor,
  xs: readonly Tensor[],
  along: readonly (Tensor | null)[],
  h = STEP,
): Tensor {
  const moved = (sign: number) =>
    f(...xs.map((x, i) => (along[i] === null ? x : shifted(x, along[i], sign * h))));
  const [ahead, behind] = [moved(1), moved(-1)];
  return wrap(
    ahead.shape,
    "float64",
    Float64Array.from(ahead.data, (value, i) => (value - behind.data[i]) / (2 * h)),
  );
}

function shifted(x: Tensor, along: Tensor, by: number): Tensor {
  return wrap(
    x.shape,
    "float64",
    Float64Array.from(x.data, (value, i) => value + by * along.data[i]),
  );
}

export function dot(x: Tensor, y: Tensor): number {
  let total = 0;
  for (let i = 0; i < x.size; i++) total += x.data[i] * y.data[i];
  return total;
}
