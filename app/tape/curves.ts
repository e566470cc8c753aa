/** The curves of a tape in the units of its chart: runs over each other, gaps where there is no number. */
import type { TapeRun } from "#worker/protocol.ts";

export interface Curve {
  readonly run: number;
  /** Unbroken pieces, as SVG paths. */
  readonly path: string;
  /** Where the number was NaN or infinite: it is marked, never drawn as one. */
  readonly lost: readonly number[];
}

export interface Chart {
  readonly curves: readonly Curve[];
  readonly low: number;
  readonly high: number;
  readonly isLog: boolean;
  readonly last: number;
  /** Of a step, from 0 to 1. */
  readonly across: (step: number) => number;
  /** Of a value, from 0 at the top to 1; null where it is no number. */
  readonly down: (value: number) => number | null;
}

/** So many times between least and most ask for powers of ten. */
const WIDE = 50;

export function chartOf(runs: readonly TapeRun[], name: string): Chart | null {
  const curves = runs.flatMap((run) => {
    const values = run.series[name] as TapeRun["kept"] | undefined;
    return values === undefined ? [] : [{ run: run.run, steps: run.kept, values }];
  });
  const finite = curves.flatMap(({ values }) => [...values].filter((value) => Number.isFinite(value)));
  const last = Math.max(1, ...runs.map(({ kept }) => kept.at(-1) ?? 0));
  if (finite.length === 0) return null;
  const least = finite.reduce((a, b) => Math.min(a, b));
  const most = finite.reduce((a, b) => Math.max(a, b));
  const isLog = least > 0 && most / least > WIDE;
  const scaled = (x: number) => (isLog ? Math.log10(x) : x);
  const span = scaled(most) - scaled(least) || 1;
  const across = (step: number) => step / last;
  const down = (value: number) =>
    Number.isFinite(value) && (!isLog || value > 0) ? 1 - (scaled(value) - scaled(least)) / span : null;
  return {
    low: least,
    high: most,
    isLog,
    last,
    across,
    down,
    curves: curves.map(({ run, steps, values }) => {
      const lost: number[] = [];
      let path = "";
      let isDown = false;
      values.forEach((value, at) => {
        const y = down(value);
        const x = across(steps[at]);
        if (y === null) lost.push(x);
        else path += `${isDown ? "L" : "M"}${x.toFixed(4)} ${y.toFixed(4)}`;
        isDown = y !== null;
      });
      return { run, path, lost };
    }),
  };
}

/** The names of all numbers that any run yielded, those of the newest first. */
export function namesOf(runs: readonly TapeRun[]): string[] {
  return [...new Set(runs.toReversed().flatMap(({ series }) => Object.keys(series)))];
}

/** The kept step nearest to where a scrubber stands. */
export function nearestKept({ kept }: TapeRun, step: number): number {
  let nearest = kept[0];
  for (const each of kept) if (Math.abs(each - step) < Math.abs(nearest - step)) nearest = each;
  return nearest;
}

/** The same for one number of the run; null where it had none there. */
export function valueAt({ kept, series }: TapeRun, name: string, step: number): number | null {
  const values = series[name] as TapeRun["kept"] | undefined;
  const at = kept.findIndex((each) => each === step);
  return values === undefined || at < 0 ? null : values[at];
}
