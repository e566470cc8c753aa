/** Numbers as a reader wants them: few digits, a real minus sign, and never a number where there is none. */

/**
 * @param digits significant digits of a number that is not whole
 * @returns `0.0312`, `1297`; `3.1e−5` where zeros would hide it; `NaN`, `∞`
 */
export function formatNumber(x: number, digits = 4): string {
  return printNumber(x, digits).replace(/-/g, "−").replace("Infinity", "∞");
}

/** The same in ASCII, for what is copied back into code. */
export function printNumber(x: number, digits = 4): string {
  if (!Number.isFinite(x)) return String(x);
  if (Object.is(x, -0)) return "-0";
  const size = Math.abs(x);
  if (Number.isInteger(x) && size < 1e9) return String(x);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) {
    const [mantissa, exponent] = x.toExponential(Math.max(0, digits - 1)).split("e");
    return `${trimZeros(mantissa)}e${Number(exponent)}`;
  }
  // Before the point all digits count: 1797.25 is not 1797 rounded away, 12345.678 is not 12350.
  const whole = Math.floor(Math.log10(Math.max(size, 1e-300))) + 1;
  return trimZeros(x.toPrecision(Math.max(digits, Math.min(whole, 15))));
}

const trimZeros = (text: string) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

/** Thousands set apart, for counts in sentences: `1,797`. */
export const formatCount = (n: number) => n.toLocaleString("en-US");

/** `[32, 10]`; a scalar has no axes and says so. */
export const formatShape = (shape: readonly number[]) =>
  shape.length === 0 ? "scalar" : `[${shape.join(", ")}]`;

/** `1 row`, `2 rows`. */
export const counted = (n: number, one: string, many = `${one}s`) =>
  `${formatCount(n)} ${n === 1 ? one : many}`;
