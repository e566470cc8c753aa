/** A cell's own `console`: what it prints belongs to the run that printed it, also after an `await` or from a helper. */
import type { Stream } from "./lines.ts";

type Print = (stream: Stream, text: string) => void;

export function consoleFor(print: Print): Readonly<Record<string, (...values: unknown[]) => void>> {
  const to =
    (stream: Stream) =>
    (...values: unknown[]) =>
      print(stream, values.map((value) => formatForText(value)).join(" "));
  const log = to("log");
  return {
    log,
    info: log,
    debug: log,
    table: log,
    dir: log,
    warn: to("warn"),
    trace: to("warn"),
    error: to("error"),
    assert: (condition, ...values) => {
      if (condition !== true)
        print("error", ["Assertion failed:", ...values.map((value) => formatForText(value))].join(" "));
    },
  };
}

const DEPTH = 3;
const ITEMS = 50;

/** One value as text. Strings stay bare at the top and are quoted inside; what has a `toString` of its own is asked. */
export function formatForText(value: unknown, depth = 0): string {
  if (typeof value === "string") return depth === 0 ? value : JSON.stringify(value);
  if (typeof value === "function") return `[function ${value.name || "anonymous"}]`;
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return String(value);
  try {
    return formatObject(value, depth);
  } catch (error) {
    return `[cannot be read: ${error instanceof Error ? error.message : "its getters throw"}]`;
  }
}

function formatObject(value: object, depth: number): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value)) {
    const items = value as ArrayLike<unknown>;
    if (depth >= DEPTH) return `[${items.length} items]`;
    const shown = Array.from({ length: Math.min(items.length, ITEMS) }, (_, index) =>
      formatForText(items[index], depth + 1),
    );
    return `[${[...shown, ...more(items.length - shown.length)].join(", ")}]`;
  }
  const own: unknown = Reflect.get(value, "toString");
  if (typeof own === "function" && own !== Object.prototype.toString) {
    return String(Reflect.apply(own as () => unknown, value, []));
  }
  const entries = entriesOf(value);
  if (depth >= DEPTH) return `{${entries.length} entries}`;
  const shown = entries.slice(0, ITEMS).map(([key, ...rest]) => {
    const name = typeof key === "string" && !(value instanceof Set) ? key : formatForText(key, depth + 1);
    return rest.length > 0 ? `${name}: ${formatForText(rest[0], depth + 1)}` : name;
  });
  return `{ ${[...shown, ...more(entries.length - shown.length)].join(", ")} }`;
}

function entriesOf(value: object): readonly (readonly unknown[])[] {
  if (value instanceof Map) return [...(value as Map<unknown, unknown>)];
  if (value instanceof Set) return [...(value as Set<unknown>)].map((item) => [item]);
  return Object.entries(value);
}

const more = (count: number) => (count > 0 ? [`... ${count} more`] : []);
