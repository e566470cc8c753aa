/** The worker's registry: every `kind.ts` beside this file, found by the bundler. A value goes to the first kind that matches. */
import type { CellContext, OutputKind } from "./kind.ts";

const kinds = Object.values(
  import.meta.glob<OutputKind>("./*/kind.ts", { eager: true, import: "default" }),
).sort((a, b) => b.priority - a.priority);

export interface Encoded {
  readonly kind: string;
  readonly payload: unknown;
}

/** Never throws: a value that cannot be looked into (a trapping proxy) is shown as text that says so. */
export function encode(value: unknown): Encoded {
  for (const kind of kinds) {
    try {
      if (kind.matches(value)) return { kind: kind.kind, payload: kind.encode(value) };
    } catch (error) {
      return unreadable(error);
    }
  }
  return unreadable(new TypeError("no output kind takes it"));
}

function unreadable(error: unknown): Encoded {
  const reason = error instanceof Error ? error.message : "its getters throw";
  const text = `This value cannot be shown: ${reason}`;
  return { kind: "text", payload: { first: [{ stream: "warn", text }], last: [], dropped: 0 } };
}

/** The names that outputs bring into a cell: `display`, and each kind's own (`plot`, `slider`...). */
export function provide(context: CellContext): Readonly<Record<string, unknown>> {
  const names: Record<string, unknown> = { display: (value: unknown) => context.display(value) };
  for (const kind of kinds) Object.assign(names, kind.provide?.(context));
  return names;
}

const nowhere: CellContext = {
  cell: "",
  display: () => undefined,
  control: (_label, initial) => initial,
  code: () => null,
  dataset: () => Promise.reject(new Error("no cell is running")),
};

/** Names in scope of every cell, for the analysis that runs before any cell does. */
export const providedNames: readonly string[] = Object.keys(provide(nowhere));
