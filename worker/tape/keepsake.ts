/** What a tape keeps of a yielded value: its lists and records as they are now; tensors, which never change, by themselves. */

interface TensorLike {
  readonly size: number;
  readonly dtype: string;
  readonly data: ArrayLike<number> & { at?(index: number): number | undefined };
}

const isTensorLike = (value: object): value is TensorLike =>
  "size" in value && typeof value.size === "number" && "dtype" in value && typeof value.dtype === "string";

const isPlain = (value: object): value is Record<string, unknown> => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** What is yielded again and again, and grows: it says itself what it was at this step. */
interface Growing {
  atThisStep(): unknown;
}
const changesItself = (value: object): value is Growing =>
  "atThisStep" in value && typeof value.atThisStep === "function";

/** Deeper than this a value is kept as it is: a loop of references has no end. */
const DEEPEST = 12;

/** A copy that later steps cannot change. What is neither plain data nor a tensor stays the same object. */
export function keepsake(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null || depth > DEEPEST) return value;
  if (Array.isArray(value)) return value.map((each) => keepsake(each, depth + 1));
  if (ArrayBuffer.isView(value)) return structuredClone(value);
  if (isTensorLike(value)) {
    settle(value);
    return value;
  }
  if (changesItself(value)) return value.atThisStep();
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, keepsake(each, depth + 1)]));
}

/** A compiled program may lend its result until it runs again: reading it now makes it the tensor's own. */
function settle(value: TensorLike): void {
  try {
    value.data.at?.(0);
  } catch {
    // A tracer that escaped has no numbers; whoever looks at the frame is told so.
  }
}

/** About how much memory it holds. */
export function bytesOf(value: unknown, depth = 0): number {
  if (typeof value === "string") return 2 * value.length;
  if (typeof value !== "object" || value === null) return 8;
  if (depth > DEEPEST) return 64;
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + bytesOf(each, depth + 1), 16);
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (isTensorLike(value)) return 64 + value.size * (value.dtype === "float64" ? 8 : 4);
  if (!isPlain(value)) return 256;
  return Object.values(value).reduce((sum: number, each) => sum + bytesOf(each, depth + 1), 32);
}

/** As many curves as are drawn over time. */
const MOST_NUMBERS = 8;

/** The numbers of a yield by name: of `{ loss, accuracies }` the loss and the last accuracy, of a plain number the number itself. */
export function numbersIn(value: unknown): Record<string, number> {
  const single = Array.isArray(value) ? null : numberOf(value);
  if (single !== null) return { value: single };
  if (typeof value !== "object" || value === null || !isPlain(value)) return {};
  const found: Record<string, number> = {};
  for (const [name, each] of Object.entries(value)) {
    const number = numberOf(each);
    if (number !== null && Object.keys(found).length < MOST_NUMBERS) found[name] = number;
  }
  return found;
}

function numberOf(value: unknown): number | null {
  if (typeof value === "number") return value;
  // A list that grows by one at each step says what the step was by its end.
  if (Array.isArray(value)) return typeof value.at(-1) === "number" ? (value.at(-1) as number) : null;
  if (typeof value !== "object" || value === null || !isTensorLike(value) || value.size !== 1) return null;
  try {
    return value.data[0];
  } catch {
    return null;
  }
}
