/** What a cell's names hold after a run, as short as a type: `f32[3, 4]`. Tensors alone, and arrays and records of them. */
import type { Range, Shape } from "../protocol.ts";

const short: Readonly<Record<string, string>> = {
  float32: "f32",
  float64: "f64",
  int32: "i32",
  uint32: "u32",
};

/** Of a record of many parts, as many as fit beside a line of code. */
const MOST_PARTS = 3;

/** @param declares where each name stands in the cell's text */
export function shapesOf(
  values: ReadonlyMap<string, unknown>,
  declares: ReadonlyMap<string, Range>,
): readonly Shape[] {
  const shapes: Shape[] = [];
  for (const [name, range] of declares) {
    const text = looked(values.get(name));
    if (text !== null) shapes.push({ name, range, text });
  }
  return shapes;
}

/** A value that cannot be looked into (a trapping proxy) has no shape to tell. */
function looked(value: unknown): string | null {
  try {
    return describe(value, 2);
  } catch {
    return null;
  }
}

function describe(value: unknown, depth: number): string | null {
  if (typeof value !== "object" || value === null) return null;
  if (isTensor(value)) return `${short[value.dtype] ?? value.dtype}[${value.shape.join(", ")}]`;
  if (depth === 0) return null;
  if (Array.isArray(value)) {
    const parts = partsOf(value.length, (at) => describe(value[at], depth - 1));
    return parts && `[${parts}]`;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return null;
  const entries = Object.entries(Object.getOwnPropertyDescriptors(value));
  const parts = partsOf(entries.length, (at) => {
    const [key, property] = entries[at];
    // A getter is the learner's code: it does not run to be looked at.
    const text = describe(property.value, depth - 1);
    return text && `${key}: ${text}`;
  });
  return parts && `{ ${parts} }`;
}

/** Null where one of the first is no tensor: then it is not shapes that tell what it is. */
function partsOf(count: number, part: (at: number) => string | null): string | null {
  if (count === 0) return null;
  const shown: string[] = [];
  for (let at = 0; at < Math.min(count, MOST_PARTS); at++) {
    const text = part(at);
    if (text === null) return null;
    shown.push(text);
  }
  return shown.join(", ") + (count > MOST_PARTS ? `, … ${count} in all` : "");
}

/** By its looks: the kernel runs without the engine too. */
function isTensor(value: object): value is { dtype: string; shape: readonly number[] } {
  return Object.prototype.toString.call(value) === "[object Tensor]" && "dtype" in value && "shape" in value;
}
