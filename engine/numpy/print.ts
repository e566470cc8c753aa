/** A tensor as text: nested brackets, long axes shortened, dtype and shape where they are not plain. */
import { showShape } from "../core/errors.ts";
import type { Tensor } from "../core/tensor.ts";

const EDGE = 3;

export function printTensor(x: Tensor): string {
  if (x.trace !== null) {
    try {
      x.concrete("");
    } catch {
      return `traced ${x.dtype} ${showShape(x.shape)}`;
    }
  }
  const { data } = x.concrete("its text");
  const short = data.length > 1000;
  const number = (value: number) =>
    x.dtype === "bool"
      ? String(value !== 0)
      : String(Number(value.toPrecision(x.dtype === "float64" ? 12 : 6)));
  const read = (axis: number, offset: number, stride: number): string => {
    if (axis === x.ndim) return number(data[offset]);
    const n = x.shape[axis];
    const step = n === 0 ? 0 : stride / n;
    const indices = [...Array(n).keys()].filter((i) => !short || n <= 2 * EDGE || i < EDGE || i >= n - EDGE);
    const parts = indices.map((i) => read(axis + 1, offset + i * step, step));
    if (parts.length < n) parts.splice(EDGE, 0, "...");
    return `[${parts.join(axis === x.ndim - 1 ? ", " : `,\n${" ".repeat(axis + 1)}`)}]`;
  };
  const body = read(0, 0, data.length);
  const kind = x.dtype === "float32" ? "" : `, ${x.dtype}`;
  return `tensor(${body}${kind})`;
}
