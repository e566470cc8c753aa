/** The one door between outputs and the engine's tensors: everything else here sees typed arrays and shapes. */
import { Tensor } from "#engine";
import { isNumbers, isTyped, type Numbers } from "../arrays.ts";

export const isTensor = (value: unknown): value is Tensor => value instanceof Tensor;

/** Numbers with their shape, row-major. */
export interface Grid {
  readonly shape: readonly number[];
  readonly values: Numbers;
}

export function readTensor(tensor: Tensor): Grid {
  const values: unknown = tensor.toTypedArray();
  if (!isNumbers(values)) throw new TypeError(`a tensor of ${tensor.dtype} cannot be shown`);
  return { shape: [...tensor.shape], values };
}

/**
 * Tensors, typed arrays and nested arrays of numbers as one grid.
 * @throws TypeError when rows differ in length or something is not a number
 */
export function readGrid(value: unknown, what: string): Grid {
  if (isTensor(value)) return readTensor(value);
  if (isNumbers(value)) return { shape: [value.length], values: value };
  if (isTyped(value)) return { shape: [value.length], values: Float64Array.from(value) };
  if (!Array.isArray(value))
    throw new TypeError(`${what} must be a tensor or an array of numbers, not ${kindOf(value)}`);
  if (value.every((x) => typeof x === "number"))
    return { shape: [value.length], values: Float64Array.from(value) };
  const rows = value.map((row, index) => readGrid(row, `${what}[${index}]`));
  const size = rows[0]?.values.length ?? 0;
  const odd = rows.findIndex((row) => row.values.length !== size);
  if (odd > 0) {
    throw new TypeError(
      `${what} must have rows of one length: row 0 has ${size} numbers, row ${odd} has ${rows[odd].values.length}`,
    );
  }
  const values = new Float64Array(rows.length * size);
  rows.forEach((row, index) => values.set(row.values, index * size));
  return { shape: [rows.length, ...(rows[0]?.shape ?? [])], values };
}

export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array that holds other things";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
