/** Powers and logarithms of other bases, and roots. */
import type { Primitive } from "../core/primitive.ts";
import { filled, type Tensor } from "../core/tensor.ts";
import { div, logistic, mul, ne, select, sub } from "./arithmetic.ts";
import { elementwise } from "./elementwise.ts";

const like = (x: Tensor, value: number) => filled(x.shape, x.dtype, value);
const floating = { dtype: "floating" } as const;
const positive = [[0.2, 3]] as const;

export const exp2P: Primitive<null> = elementwise("exp2", 1, {
  ...floating,
  maths: { value: "2^x", partials: [String.raw`2^x \ln 2`] },
  value: (a) => 2 ** a,
  lower: (m, [x]) => m.transcendental("exp2", x),
  partials: [([x], y) => mul(y, like(x, Math.LN2))],
});
export const log2P: Primitive<null> = elementwise("log2", 1, {
  ...floating,
  maths: { value: String.raw`\log_2 x`, partials: [String.raw`1 / (x \ln 2)`] },
  domain: positive,
  value: Math.log2,
  lower: (m, [x]) => m.transcendental("log2", x),
  partials: [([x]) => div(like(x, Math.LOG2E), x)],
});
export const log10P: Primitive<null> = elementwise("log10", 1, {
  ...floating,
  maths: { value: String.raw`\log_{10} x`, partials: [String.raw`1 / (x \ln 10)`] },
  domain: positive,
  value: Math.log10,
  lower: (m, [x]) => m.transcendental("log10", x),
  partials: [([x]) => div(like(x, Math.LOG10E), x)],
});
/** ln(e^x + e^y), shifted by the greater so that it cannot overflow. */
export const logaddexpP: Primitive<null> = elementwise("logaddexp", 2, {
  ...floating,
  maths: {
    value: String.raw`\ln(e^x + e^y)`,
    partials: [String.raw`\sigma(x - y)`, String.raw`\sigma(y - x)`],
  },
  value: (a, b) => (a === b ? a + Math.LN2 : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)))),
  partials: [([x, y]) => logistic(apart(x, y)), ([x, y]) => logistic(apart(y, x))],
});

/** x - y, and 0 between equal infinities, which have no difference. */
function apart(x: Tensor, y: Tensor): Tensor {
  const difference = sub(x, y);
  return select(ne(difference, difference), like(x, 0), difference);
}

/** The real cube root, of negative numbers too; its slope at 0 is infinite. */
export const cbrtP: Primitive<null> = elementwise("cbrt", 1, {
  ...floating,
  maths: { value: String.raw`\sqrt[3]{x}`, partials: ["1 / (3 y^2)"] },
  domain: positive,
  value: Math.cbrt,
  partials: [([x], y) => div(like(x, 1 / 3), mul(y, y))],
});
export const rsqrtP: Primitive<null> = elementwise("rsqrt", 1, {
  ...floating,
  maths: { value: String.raw`1 / \sqrt x`, partials: [String.raw`-y / (2x)`] },
  domain: positive,
  value: (a) => 1 / Math.sqrt(a),
  lower: (m, [x]) => m.div(m.constant(1, x.dtype), m.sqrt(x)),
  partials: [([x], y) => div(mul(like(x, -0.5), y), x)],
});
