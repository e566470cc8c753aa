/** The benchmark measures the same maths everywhere: at a small size, Slope gives what the hand-written loops give. */
import { describe, expect, it } from "vitest";
import * as engine from "../engine/index.ts";
import { load } from "./peers/plain.mjs";
import { slope } from "./peers/slope.mjs";
import { workloads } from "./workloads.mjs";

// Sums of float32 in another order: the losses of five training steps stay within a few units of the sixth digit.
const TOLERANCE = 2e-5;
const largest = (values: readonly number[]) => Math.max(...values.map(Math.abs));

const plain = await load();
const ours = slope(engine);

describe.each(workloads.map((workload) => ({ ...workload, data: workload.small })))("$id", (workload) => {
  const wanted = plain.prepare(workload.id, workload).check();
  const prepared = ours.prepare(workload.id, workload);

  it("has a result that can tell right from wrong", () => {
    expect(wanted.length).toBeGreaterThan(1);
    expect(wanted.every(Number.isFinite)).toBe(true);
    expect(new Set(wanted).size).toBeGreaterThan(1);
  });

  it("agrees with the hand-written loops, also after it has run", () => {
    for (const found of [prepared.check(), (prepared.run?.(3), prepared.check())]) {
      expect(found).toHaveLength(wanted.length);
      expect(largest(found.map((v, i) => v - wanted[i])) / largest(wanted)).toBeLessThan(TOLERANCE);
    }
  });
});

it("steps down in the loops whose memory is measured", () => {
  const loops = ours.memory();
  for (const loop of Object.values(loops)) for (let i = 0; i < 3; i++) expect(loop).not.toThrow();
});
