/** A tensor as a sheet of paper: its last axis across, the one before down, and sheets behind it for the axes ahead. */
import type { Axis, Operand } from "./payload.ts";

export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** From left to right along the sheet. */
  readonly across: Axis | null;
  /** From top to bottom. */
  readonly down: Axis | null;
  /** Axes ahead of both. */
  readonly behind: readonly Axis[];
  readonly copies: number;
}

const LEAST = 18;
const MOST = 150;

/** Logarithmic: 3 and 784 can stand beside each other, and the larger is seen to be. */
export const lengthOf = (size: number) => (size === 0 ? 0 : Math.min(MOST, LEAST + 14 * Math.log2(size)));

/** @param isColumn a lone axis that goes down, not across */
export function sheetOf({ axes }: Operand, isColumn = false): Sheet {
  const there = axes.filter((axis) => axis !== null);
  const lone = there.length === 1;
  const across = lone && isColumn ? null : (there.at(-1) ?? null);
  const down = lone ? (isColumn ? there[0] : null) : (there.at(-2) ?? null);
  const behind = there.slice(0, -2);
  return {
    width: across === null ? LEAST : lengthOf(across.size),
    height: down === null ? LEAST : lengthOf(down.size),
    across,
    down,
    behind,
    copies: behind.length === 0 ? 0 : behind.every(({ size }) => size === 1) ? 0 : 2,
  };
}
