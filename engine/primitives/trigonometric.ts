/** Circular and hyperbolic functions and their inverses, the angle and the length of a vector. */
import { bind } from "../core/bind.ts";
import type { Primitive } from "../core/primitive.ts";
import { filled, type Tensor } from "../core/tensor.ts";
import { add, div, eq, mul, neg, select, sub } from "./arithmetic.ts";
import { elementwise } from "./elementwise.ts";
import { sqrtP } from "./arithmetic.ts";

const like = (x: Tensor, value: number) => filled(x.shape, x.dtype, value);
const floating = { dtype: "floating" } as const;
const inside = [[-0.9, 0.9]] as const;
const sqrt = (x: Tensor) => bind(sqrtP, [x], null);
/** 1 - x^2 without cancellation near the ends. */
const complement = (x: Tensor) => mul(sub(like(x, 1), x), add(like(x, 1), x));

export const tanP: Primitive<null> = elementwise("tan", 1, {
  ...floating,
  maths: { value: String.raw`\tan x`, partials: ["1 + y^2"] },
  domain: [[-1.2, 1.2]],
  value: Math.tan,
  partials: [([x], y) => add(like(x, 1), mul(y, y))],
});
export const asinP: Primitive<null> = elementwise("asin", 1, {
  ...floating,
  maths: { value: String.raw`\arcsin x`, partials: [String.raw`1 / \sqrt{1 - x^2}`] },
  domain: inside,
  value: Math.asin,
  partials: [([x]) => div(like(x, 1), sqrt(complement(x)))],
});
export const acosP: Primitive<null> = elementwise("acos", 1, {
  ...floating,
  maths: { value: String.raw`\arccos x`, partials: [String.raw`-1 / \sqrt{1 - x^2}`] },
  domain: inside,
  value: Math.acos,
  partials: [([x]) => div(like(x, -1), sqrt(complement(x)))],
});
export const atanP: Primitive<null> = elementwise("atan", 1, {
  ...floating,
  maths: { value: String.raw`\arctan x`, partials: ["1 / (1 + x^2)"] },
  value: Math.atan,
  partials: [([x]) => div(like(x, 1), add(like(x, 1), mul(x, x)))],
});
export const sinhP: Primitive<null> = elementwise("sinh", 1, {
  ...floating,
  maths: { value: String.raw`\sinh x`, partials: [String.raw`\cosh x`] },
  value: Math.sinh,
  partials: [([x]) => bind(coshP, [x], null)],
});
export const coshP: Primitive<null> = elementwise("cosh", 1, {
  ...floating,
  maths: { value: String.raw`\cosh x`, partials: [String.raw`\sinh x`] },
  value: Math.cosh,
  partials: [([x]) => bind(sinhP, [x], null)],
});
export const asinhP: Primitive<null> = elementwise("asinh", 1, {
  ...floating,
  maths: { value: String.raw`\operatorname{arsinh} x`, partials: [String.raw`1 / \sqrt{1 + x^2}`] },
  value: Math.asinh,
  partials: [([x]) => div(like(x, 1), hypot(x, like(x, 1)))],
});
export const acoshP: Primitive<null> = elementwise("acosh", 1, {
  ...floating,
  maths: { value: String.raw`\operatorname{arcosh} x`, partials: [String.raw`1 / \sqrt{x^2 - 1}`] },
  domain: [[1.2, 4]],
  value: Math.acosh,
  partials: [([x]) => div(like(x, 1), mul(sqrt(sub(x, like(x, 1))), sqrt(add(x, like(x, 1)))))],
});
export const atanhP: Primitive<null> = elementwise("atanh", 1, {
  ...floating,
  maths: { value: String.raw`\operatorname{artanh} x`, partials: ["1 / (1 - x^2)"] },
  domain: inside,
  value: Math.atanh,
  partials: [([x]) => div(like(x, 1), complement(x))],
});

/** The angle of the point (second, first) argument: NumPy's order, y before x. Its derivative at the origin does not exist: NaN. */
export const atan2P: Primitive<null> = elementwise("atan2", 2, {
  ...floating,
  maths: {
    value: String.raw`\operatorname{atan2}(x, y)`,
    partials: ["y / (x^2 + y^2)", "-x / (x^2 + y^2)"],
  },
  domain: [
    [0.3, 2],
    [-2, 2],
  ],
  value: Math.atan2,
  partials: [([x, y]) => overSquare(y, hypot(x, y)), ([x, y]) => neg(overSquare(x, hypot(x, y)))],
});
/** Divided twice, so that the square of the length is never formed. */
const overSquare = (x: Tensor, length: Tensor) => div(div(x, length), length);

/** The length of (x, y) without overflow; its derivative at the origin is 0. */
export const hypotP: Primitive<null> = elementwise("hypot", 2, {
  ...floating,
  maths: { value: String.raw`\sqrt{x^2 + y^2}`, partials: ["x / z", "y / z"] },
  domain: [
    [0.3, 2],
    [-2, 2],
  ],
  value: (a, b) => Math.hypot(a, b),
  partials: [([x], z) => overLength(x, z), ([, y], z) => overLength(y, z)],
});
const hypot = (x: Tensor, y: Tensor) => bind(hypotP, [x, y], null);
function overLength(x: Tensor, length: Tensor): Tensor {
  // Where the length is 0 so is x.
  return div(x, select(eq(length, like(x, 0)), like(x, 1), length));
}
