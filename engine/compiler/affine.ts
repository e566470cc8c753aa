/**
 * Where loops read: a flat position that is linear in the counters of the loops. Views are followed by taking such a position
 * apart into one along each axis; a loop that runs over the end of an axis must be split first.
 */
import type { View } from "../core/lowering.ts";
import { stridesOf, type Shape } from "../core/shape.ts";

export interface Affine {
  /** For each loop, in elements. */
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Thrown where a loop has to become two, the inner one of `inner` turns. */
export class Split extends Error {
  readonly loop: number;
  readonly inner: number;
  constructor(loop: number, inner: number) {
    super("a loop must be split");
    this.loop = loop;
    this.inner = inner;
  }
}

/** The position in the input of a view, given that in its result; null where it is not linear. @throws Split */
export function throughView(at: Affine, shape: Shape, view: View, extents: readonly number[]): Affine | null {
  const own = stridesOf(shape);
  const axes = shape.map((_, axis) => axis).filter((axis) => shape[axis] > 1);
  const strides = new Array<number>(extents.length).fill(0);
  const low = shape.map(() => 0);
  const high = shape.map(() => 0);
  let offset = view.offset;
  let rest = at.offset;
  for (const axis of axes) {
    const along = Math.floor(rest / own[axis]);
    rest -= along * own[axis];
    offset += along * view.strides[axis];
    low[axis] = high[axis] = along;
  }
  for (let loop = 0; loop < extents.length; loop++) {
    const stride = at.strides[loop];
    if (stride === 0 || extents[loop] === 1) continue;
    const axis = axes.find((each) => own[each] <= Math.abs(stride));
    if (axis === undefined || stride % own[axis] !== 0) return null;
    const step = stride / own[axis];
    const reach = step * (extents[loop] - 1);
    // A loop that leaves its axis turns over into the next one: after `turns` it must become two.
    if (Math.abs(reach) >= shape[axis]) {
      const turns = shape[axis] / Math.abs(step);
      if (!Number.isInteger(turns) || extents[loop] % turns !== 0 || turns === extents[loop]) return null;
      throw new Split(loop, turns);
    }
    strides[loop] = step * view.strides[axis];
    if (reach > 0) high[axis] += reach;
    else low[axis] += reach;
  }
  for (const axis of axes) if (low[axis] < 0 || high[axis] >= shape[axis]) return null;
  return { strides, offset };
}

/** Loops over a space: how often each turns, and what a turn adds to the flat position. */
export interface Loops {
  readonly extents: readonly number[];
  readonly strides: readonly number[];
}

export function splitLoop({ extents, strides }: Loops, { loop, inner }: Split): Loops {
  const [extent, stride] = [extents[loop], strides[loop]];
  return {
    extents: [...extents.slice(0, loop), extent / inner, inner, ...extents.slice(loop + 1)],
    strides: [...strides.slice(0, loop), stride * inner, stride, ...strides.slice(loop + 1)],
  };
}

/** The loops with a boundary where the innermost of them make up `inner` turns; null where there can be none. */
export function withBoundary(loops: Loops, inner: number): Loops | null {
  let turns = 1;
  for (let loop = loops.extents.length - 1; loop >= 0 && turns < inner; loop--) {
    const next = turns * loops.extents[loop];
    if (next > inner) {
      if (inner % turns !== 0 || loops.extents[loop] % (inner / turns) !== 0) return null;
      return splitLoop(loops, new Split(loop, inner / turns));
    }
    turns = next;
  }
  return turns === inner ? loops : null;
}
