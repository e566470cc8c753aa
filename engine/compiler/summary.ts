/** What a compiled program will move and hold, told without running it. */
import type { Program } from "../transforms/program.ts";
import { bare, schedule, type Schedule, type Step } from "./fuse.ts";
import { blocksOf, bytesOf, heldPlan, planMemory } from "./plan.ts";
import { blockOf, type Operation, type Value } from "./values.ts";

export interface PlanSummary {
  /** Nests of loops, products and kernels, those inside loops once. */
  readonly steps: number;
  /** Bytes read and written by all steps of one call. */
  readonly moved: number;
  /** Bytes that the program holds while it runs: arguments, constants, results and the arena. */
  readonly peak: number;
  /** Bytes for what lives between steps, and what they would be if no two values shared a place. */
  readonly arena: number;
  readonly unshared: number;
}

export function planOf(program: Program): PlanSummary {
  const scheduled = schedule(blockOf(program).outputs);
  const { bytes, arena, unshared } = planMemory(scheduled);
  return { steps: stepsOf(scheduled), moved: movedBy(scheduled), peak: bytes, arena, unshared };
}

function stepsOf({ steps }: Schedule): number {
  return steps.reduce(
    (sum, step) =>
      sum +
      1 +
      (step.kind === "operation"
        ? sumOver(
            step.operation,
            (inner) => stepsOf(inner),
            () => 1,
          )
        : 0),
    0,
  );
}

const total = (values: readonly Value[]): number => values.reduce((sum, value) => sum + bytesOf(value), 0);

function movedBy({ steps }: Schedule): number {
  return steps.reduce((sum, step) => sum + movedIn(step), 0);
}

function movedIn(step: Step): number {
  switch (step.kind) {
    case "nest":
      return total(step.nest.buffers);
    case "clear":
      return bytesOf(step.target);
    case "matmul":
      return total([step.target, step.target.a, step.target.b]);
    case "operation": {
      const { operation, targets } = step;
      const own = total(operation.inputs.map(bare)) + total(targets.filter((target) => target !== null));
      return operation.kind === "plain" ? own : own + sumOver(operation, movedBy, turnsOf);
    }
  }
}

/** A loop that data end is counted once. */
const turnsOf = (operation: Operation): number => (operation.kind === "scan" ? operation.length : 1);

function sumOver(
  operation: Operation,
  of: (schedule: Schedule) => number,
  times: (operation: Operation) => number,
): number {
  const inner = blocksOf(operation).map((block) => of(heldPlan(block).schedule));
  // Of branches the dearest is run.
  if (operation.kind === "branch") return Math.max(...inner);
  return times(operation) * inner.reduce((sum, each) => sum + each, 0);
}
