/**
 * Power series in one or two variables, cut off at a given power of each: arithmetic on them is arithmetic on a function together
 * with all its derivatives, which is how an incomplete gamma function is differentiated in its shape.
 * Source: Griewank & Walther 2008, "Evaluating derivatives", chapter 13
 */

/** The coefficient of da^i db^j at place i (q + 1) + j. */
export type Series = Float64Array;

export interface Algebra {
  readonly constant: (value: number) => Series;
  /** The variable itself at a value. */
  readonly variable: (of: "a" | "b", value: number) => Series;
  /** The series of a function given by its mixed derivatives. */
  readonly taylor: (derivatives: (i: number, j: number) => number) => Series;
  readonly add: (x: Series, y: Series) => Series;
  readonly sub: (x: Series, y: Series) => Series;
  readonly mul: (x: Series, y: Series) => Series;
  readonly div: (x: Series, y: Series) => Series;
  readonly scale: (x: Series, by: number) => Series;
  readonly exp: (x: Series) => Series;
  /** The derivative of the highest orders. */
  readonly derivative: (x: Series) => number;
}

/** Series up to da^p db^q. */
export function power(p: number, q: number): Algebra {
  const width = q + 1;
  const size = (p + 1) * width;
  const algebra: Algebra = {
    constant: (value) => {
      const out = new Float64Array(size);
      out[0] = value;
      return out;
    },
    variable: (of, value) => {
      const out = algebra.constant(value);
      if (of === "a" && p > 0) out[width] = 1;
      if (of === "b" && q > 0) out[1] = 1;
      return out;
    },
    taylor: (derivatives) =>
      Float64Array.from({ length: size }, (_, k) => {
        const [i, j] = [Math.floor(k / width), k % width];
        return derivatives(i, j) / (factorial(i) * factorial(j));
      }),
    add: (x, y) => x.map((value, k) => value + y[k]),
    sub: (x, y) => x.map((value, k) => value - y[k]),
    scale: (x, by) => x.map((value) => value * by),
    mul: (x, y) => {
      const out = new Float64Array(size);
      for (let i = 0; i <= p; i++)
        for (let j = 0; j <= q; j++)
          for (let k = 0; k <= i; k++)
            for (let l = 0; l <= j; l++) out[i * width + j] += x[k * width + l] * y[(i - k) * width + j - l];
      return out;
    },
    div: (x, y) => {
      const out = new Float64Array(size);
      for (let i = 0; i <= p; i++)
        for (let j = 0; j <= q; j++) {
          let rest = x[i * width + j];
          for (let k = 0; k <= i; k++)
            for (let l = 0; l <= j; l++)
              if (k < i || l < j) rest -= out[k * width + l] * y[(i - k) * width + j - l];
          out[i * width + j] = rest / y[0];
        }
      return out;
    },
    exp: (x) => {
      const small = x.slice();
      small[0] = 0;
      let total = algebra.constant(1);
      // The part without a constant is nilpotent: its powers end after p + q.
      for (let n = p + q; n > 0; n--) {
        total = algebra.scale(algebra.mul(small, total), 1 / n);
        total[0] += 1;
      }
      return algebra.scale(total, Math.exp(x[0]));
    },
    derivative: (x) => x[size - 1] * factorial(p) * factorial(q),
  };
  return algebra;
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
