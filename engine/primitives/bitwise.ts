/** Logic on the bits of integers and on bools. Shifts by 32 or more leave 0, or the sign of an int32 shifted right. */
import { integerTypes, type DType } from "../core/dtype.ts";
import type { Primitive } from "../core/primitive.ts";
import { elementwise } from "./elementwise.ts";

const takes: readonly DType[] = [...integerTypes, "bool"];

/* @__NO_SIDE_EFFECTS__ */
const bitwise = (name: string, sign: string, value: (a: number, b: number) => number): Primitive<null> =>
  elementwise(name, 2, {
    dtype: "same",
    takes,
    inputs: ["int32", "int32"],
    maths: { value: `x ${sign} y`, partials: ["0", "0"] },
    value,
    partials: "zero",
  });

export const bitwiseAndP = bitwise("bitwiseAnd", String.raw`\mathbin{\&}`, (a, b) => a & b);
export const bitwiseOrP = bitwise("bitwiseOr", String.raw`\mathbin{|}`, (a, b) => a | b);
export const bitwiseXorP = bitwise("bitwiseXor", String.raw`\oplus`, (a, b) => a ^ b);
const outside = (b: number) => b < 0 || b > 31;
export const leftShiftP = bitwise("leftShift", String.raw`\ll`, (a, b) => (outside(b) ? 0 : a << b));
/** The sign moves in on int32, zeros on uint32: elements above 2^31 can only be unsigned. */
export const rightShiftP = bitwise("rightShift", String.raw`\gg`, (a, b) =>
  outside(b) ? (a < 0 ? -1 : 0) : a < 0 ? a >> b : a >>> b,
);
