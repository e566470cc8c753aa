/** A learner's value as the assertions see it: numbers with a shape, or the words for what it is instead. */
import { isTensor } from "#engine";

export interface Numbers {
  readonly shape: readonly number[];
  /** Row by row. */
  readonly values: readonly number[];
}

/** @returns null where it is neither a number, a tensor nor a list of numbers of one shape */
export function numbersOf(value: unknown): Numbers | null {
  if (isTensor(value)) return { shape: value.shape, values: flat(value.tolist()) };
  if (typeof value === "number") return { shape: [], values: [value] };
  if (typeof value === "boolean") return { shape: [], values: [Number(value)] };
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const values = Array.from(value as unknown as ArrayLike<number>, Number);
    return { shape: [values.length], values };
  }
  return Array.isArray(value) ? ofList(value) : null;
}

function ofList(list: readonly unknown[]): Numbers | null {
  const rows = list.map(numbersOf);
  const shape = rows.at(0)?.shape ?? [];
  const values: number[] = [];
  for (const row of rows) {
    if (row?.shape.join() !== shape.join()) return null;
    values.push(...row.values);
  }
  return { shape: [list.length, ...shape], values };
}

function flat(value: unknown): number[] {
  return Array.isArray(value) ? value.flatMap(flat) : [Number(value)];
}

/** What a value is, for someone who expected numbers. */
export function whatItIs(value: unknown): string {
  const numbers = safely(() => numbersOf(value));
  if (numbers) return inWords(numbers);
  if (value === undefined) return "nothing (undefined)";
  if (value === null) return "null";
  if (typeof value === "string") return `the text ${JSON.stringify(clipped(value))}`;
  if (typeof value === "function") return "a function";
  if (typeof value !== "object") return typeof value;
  if (value instanceof Promise) return "a promise";
  if (isGenerator(value)) return "a generator";
  if (Array.isArray(value)) return safely(() => `a list of ${value.length} that are no numbers`) ?? "a list";
  return (
    safely(() => `an object with ${Object.keys(value).slice(0, 5).join(", ") || "no keys"}`) ?? "an object"
  );
}

/** What usually lies behind a value of the wrong sort. */
export function whyNot(value: unknown): string | null {
  if (value === undefined) return "Is there a `return`?";
  if (typeof value === "function") return "Is a pair of brackets missing: was the function called?";
  if (value instanceof Promise) return "Leave `async` and `await` out: the answer is wanted at once.";
  if (isGenerator(value))
    return "Leave out the `*` behind `function`: the answer is wanted whole, not step by step.";
  if (Array.isArray(value)) return "Every row must be as long as the others, and every entry a number.";
  return null;
}

/** Told apart from slips of rounding: these come from the formula. */
export function whyNotFinite({ values }: Numbers): string | null {
  if (values.some(Number.isNaN)) {
    return "It holds NaN: somewhere before it stands 0 / 0, the root or the logarithm of a negative number, or a value that was never set.";
  }
  if (values.some((value) => !Number.isFinite(value))) {
    return "It holds an infinity: somewhere before it stands a division by 0, the logarithm of 0 or too large an exponent.";
  }
  return null;
}

const MOST_SHOWN = 8;

export function inWords({ shape, values }: Numbers): string {
  if (shape.length === 0) return digits(values[0]);
  if (shape.length === 1 || values.length > MOST_SHOWN * MOST_SHOWN) {
    const shown = values.slice(0, MOST_SHOWN).map(digits).join(", ");
    const size = shape.length > 1 ? `numbers of shape [${shape.join(", ")}] beginning with ` : "";
    return `${size}[${shown}${values.length > MOST_SHOWN ? ", ..." : ""}]`;
  }
  const stride = shape[0] === 0 ? 0 : values.length / shape[0];
  const rows = Array.from({ length: shape[0] }, (_, row) =>
    inWords({ shape: shape.slice(1), values: values.slice(row * stride, (row + 1) * stride) }),
  );
  return `[${rows.join(", ")}]`;
}

export function digits(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return String(Number(value.toPrecision(5)));
}

function isGenerator(value: unknown): boolean {
  return /^\[object (?:Async)?Generator\]$/.test(Object.prototype.toString.call(value));
}

function clipped(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

function safely<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch {
    return null; // a getter of the learner's own
  }
}
