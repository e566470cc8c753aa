/** One size of a curve: the step's time in ms, its faster and slower quartile, and its arithmetic. */
export interface Point {
  readonly size: number;
  readonly ms: number;
  readonly low: number;
  readonly high: number;
  readonly flop: number;
}
export function cliffs(points: readonly Point[]): { size: number; times: number }[];
export function describeCurve(label: string, axis: string, points: readonly Point[]): string;
