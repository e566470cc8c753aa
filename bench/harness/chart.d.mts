import type { Point } from "../growth.mjs";

export interface Growth {
  readonly axis: string;
  readonly curves: Readonly<Record<string, readonly Point[]>>;
}
export function growthChart(results: {
  readonly growth: readonly Growth[];
  readonly host: string;
  readonly date: string;
}): string;
