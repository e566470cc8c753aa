/**
 * `expectGrad(f, "the gradient of the loss").toMatchFiniteDifferences([1, 2])`: a gradient against nudges of the input, against
 * another function's, or against numbers. Where f gives many numbers, a fixed mixture of them is differentiated.
 */
import { grad, isTensor, random, tensor, type Tensor } from "#engine";
import { thrown, type Board } from "./board.ts";
import { whyApart, type Tolerance } from "./expect.ts";
import { inWords, numbersOf, whatItIs, whyNot, whyNotFinite, type Numbers } from "./read.ts";

type Point = Tensor | number | readonly number[] | readonly (readonly number[])[];
type Differentiable = (x: Tensor) => unknown;

export interface GradExpectation {
  toMatchFiniteDifferences(at: Point, tolerance?: Tolerance): void;
  toEqualThatOf(other: (x: Tensor) => Tensor, at: Point, tolerance?: Tolerance): void;
  toBeCloseTo(want: Point, at: Point, tolerance?: Tolerance): void;
}

/** The best step of a central difference balances its own error, h^2, against rounding, eps / h. */
const step64 = Math.cbrt(Number.EPSILON);
const step32 = Math.cbrt(2 ** -23);
const near64 = { rtol: 1e-5, atol: 1e-7 };
const near32 = { rtol: 2e-2, atol: 2e-3 };

export function expectGradOn(board: Board): (f: Differentiable, says?: string) => GradExpectation {
  return (f, says = "the gradient") => {
    if (typeof f !== "function") throw new TypeError("expectGrad takes a function of one tensor");
    const compare = (
      at: Point,
      wanted: (
        mixed: (x: Tensor) => Tensor,
        x: Tensor,
      ) => { want: Numbers; note: string | null; tolerance: Required<Tolerance> },
    ) => {
      const expected = "a gradient";
      try {
        const x = pointOf(at);
        const first = f(x);
        if (!isTensor(first)) {
          const note =
            typeof first === "number"
              ? "A plain number has no past: leave out `item()` and keep the tensor."
              : whyNot(first);
          board.fail(says, { expected: "a function that gives a tensor", found: whatItIs(first), note });
          return;
        }
        const mixed = mixtureOf(f);
        const { want, note, tolerance } = wanted(mixed, x);
        const found = numbersOf(grad(mixed)(x))!;
        const why = whyNotFinite(found) ?? whyApart(found, want, tolerance);
        if (why === null) {
          board.pass(says);
          return;
        }
        const isCut = found.values.every((slope) => slope === 0);
        board.fail(says, {
          expected: inWords(want),
          found: inWords(found),
          note: isCut
            ? "Every slope is exactly 0: the path from the input to the output is cut."
            : (note ?? (why === "" ? null : why)),
        });
      } catch (error) {
        board.fail(says, { expected, ...thrown(error) });
      }
    };

    return {
      toMatchFiniteDifferences(at, tolerance = {}) {
        compare(at, (mixed, x) => {
          const isWide = mixed(x).dtype === "float64";
          return {
            want: nudged(mixed, x, isWide ? step64 : step32),
            note: "Expected is what nudging each input gives.",
            tolerance: { ...(isWide ? near64 : near32), ...tolerance },
          };
        });
      },
      toEqualThatOf(other, at, tolerance = {}) {
        compare(at, (_mixed, x) => ({
          want: numbersOf(grad(mixtureOf(other))(x))!,
          note: null,
          tolerance: { ...near64, ...tolerance },
        }));
      },
      toBeCloseTo(want, at, tolerance = {}) {
        compare(at, () => ({ want: numbersOf(want)!, note: null, tolerance: { ...near64, ...tolerance } }));
      },
    };
  };
}

function pointOf(at: Point): Tensor {
  const numbers = numbersOf(at);
  if (!numbers) throw new TypeError(`a gradient is taken at numbers, not at ${whatItIs(at)}`);
  return wide(numbers.values, numbers.shape);
}

function wide(values: readonly number[], shape: readonly number[]): Tensor {
  return tensor([...values], { dtype: "float64" }).reshape([...shape]);
}

/** One number out of many, by weights that no formula is blind to: the sum of a softmax is 1 whatever goes in. */
function mixtureOf(f: Differentiable): (x: Tensor) => Tensor {
  return (x) => {
    const y = f(x) as Tensor; // looked at above
    if (y.size === 1) return y.sum();
    return y.mul(random.normal(random.key(17), y.shape, { dtype: "float64" })).sum();
  };
}

function nudged(f: (x: Tensor) => Tensor, x: Tensor, step: number): Numbers {
  const { shape, values } = numbersOf(x)!;
  const slopes = values.map((value, i) => {
    const h = step * Math.max(1, Math.abs(value));
    const at = (moved: number) => {
      const flat = values.map((other, j) => (i === j ? moved : other));
      return f(wide(flat, shape)).item();
    };
    return (at(value + h) - at(value - h)) / (2 * h);
  });
  return { shape, values: slopes };
}
