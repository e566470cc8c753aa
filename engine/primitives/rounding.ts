/** Towards zero, quotients that are whole, remainders with the sign of the dividend, and signs. */
import { bind } from "../core/bind.ts";
import { dtypes } from "../core/dtype.ts";
import type { Primitive } from "../core/primitive.ts";
import { filled, type Tensor } from "../core/tensor.ts";
import { div, mul, neg } from "./arithmetic.ts";
import { elementwise } from "./elementwise.ts";

const like = (x: Tensor, value: number) => filled(x.shape, x.dtype, value);
const same = { dtype: "same" } as const;

export const truncP: Primitive<null> = elementwise("trunc", 1, {
  ...same,
  maths: { value: String.raw`\operatorname{trunc} x`, partials: ["0"] },
  value: Math.trunc,
  lower: (m, [x]) => m.trunc(x),
  partials: "zero",
});
/** The whole quotient that goes with NumPy's remainder; integers divided by 0 give 0. */
export const floorDivideP: Primitive<null> = elementwise("floorDivide", 2, {
  ...same,
  maths: { value: String.raw`\lfloor x / y \rfloor`, partials: ["0", "0"] },
  domain: [
    [0.1, 0.9],
    [1, 2],
  ],
  value: (a, b) => {
    if (b === 0) return a / b;
    // By the exact remainder: a / b alone may round up to the next whole number.
    const remainder = a % b;
    const quotient = Math.round((a - remainder) / b);
    const down = remainder !== 0 && remainder < 0 !== b < 0 ? quotient - 1 : quotient;
    return down === 0 && a / b >= 0 ? 0 : down;
  },
  partials: "zero",
});
/** The remainder with the sign of the dividend, as C; integers by 0 give 0. */
export const fmodP: Primitive<null> = elementwise("fmod", 2, {
  ...same,
  maths: {
    value: String.raw`x - y \operatorname{trunc}(x / y)`,
    partials: ["1", String.raw`-\operatorname{trunc}(x / y)`],
  },
  domain: [
    [0.1, 0.9],
    [1, 2],
  ],
  value: (a, b) => a % b,
  partials: [1, ([x, y]) => neg(bind(truncP, [div(x, y)], null))],
});
/** The size of x with the sign of y, that of -0 too. */
export const copysignP: Primitive<null> = elementwise("copysign", 2, {
  dtype: "floating",
  maths: {
    value: String.raw`|x| \operatorname{sign} y`,
    partials: [String.raw`\operatorname{sign}(x y)`, "0"],
  },
  domain: [
    [0.2, 2],
    [-3, -0.2],
  ],
  value: (a, b) => (negative(a) === negative(b) ? a : -a),
  partials: [([x, y]) => mul(copysign(like(x, 1), x), copysign(like(x, 1), y)), () => null],
});
const copysign = (x: Tensor, y: Tensor) => bind(copysignP, [x, y], null);
export const signbitP: Primitive<null> = elementwise("signbit", 1, {
  dtype: "bool",
  takes: dtypes,
  maths: { value: "[x < 0]", partials: ["0"] },
  value: (a) => (negative(a) ? 1 : 0),
  partials: "zero",
});

function negative(a: number): boolean {
  return a < 0 || Object.is(a, -0);
}
