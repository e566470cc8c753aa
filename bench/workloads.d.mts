export interface Workload {
  readonly id: string;
  readonly data: () => unknown;
  readonly small: () => unknown;
}
export const workloads: readonly Workload[];
export const byId: Readonly<Record<string, Workload>>;
