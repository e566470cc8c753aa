import type { Workload } from "../workloads.mjs";

/** One peer's measurement in ms an iteration, or why there is none. */
export type Cell =
  | { readonly median: number; readonly low: number; readonly high: number }
  | { readonly error: string; readonly unsupported: boolean };
export interface Row {
  readonly id: string;
  readonly unit: string;
  readonly higherIsBetter: boolean;
  readonly slope: number | null;
  readonly peers: Readonly<Record<string, number | null>>;
  readonly floor: number | null;
}
export function rowOf(workload: Workload, cells: Readonly<Record<string, Cell>>): Row;
