export interface Workload {
  readonly id: string;
  readonly data: () => unknown;
  readonly small: () => unknown;
}
export const workloads: readonly Workload[];
