import type { Workload } from "../workloads.mjs";

/** What every peer's `load` gives. */
export interface Peer {
  readonly version: string;
  readonly prepare: (id: string, workload: Pick<Workload, "data">) => Prepared;
}
export interface Prepared {
  /** Absent where there is a result to check and nothing to time. */
  readonly run?: (n: number) => unknown;
  readonly check: () => number[];
  readonly reset?: () => void;
}
export function load(): Promise<Peer>;
