import { describe, expect, it } from "vitest";
import { bytesOf, keepsake, numbersIn } from "./keepsake.ts";
import { Recording, Tape } from "./tape.ts";

const recorded = (steps: number, value: (step: number) => unknown = (step) => ({ loss: step })) => {
  const recording = new Recording(1, 0);
  for (let step = 0; step < steps; step++)
    recording.take(
      () => [value(step)],
      () => [],
    );
  return recording;
};

describe("a recording", () => {
  it("keeps every step while they are few", () => {
    expect(recorded(100).frames.map(({ step }) => step)).toEqual([...Array(100).keys()]);
  });
  it("thins evenly when they are many, and never loses the first or the last", () => {
    const recording = recorded(50_000);
    recording.end([{ loss: 49_999 }], []);
    const steps = recording.frames.map(({ step }) => step);
    expect(steps.length).toBeLessThanOrEqual(601);
    expect(steps.length).toBeGreaterThan(290);
    expect([steps[0], steps.at(-1)]).toEqual([0, 49_999]);
    const gaps = new Set(steps.slice(1, -1).map((step, at) => step - steps[at]));
    expect(gaps.size).toBeLessThanOrEqual(2);
  });
  it("stays within its bytes", () => {
    const recording = recorded(400, () => new Float32Array(1024 * 256));
    expect(recording.frames.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(48 * 1024 * 1024);
    expect(recording.frames.length).toBeGreaterThan(20);
  });
  it("keeps what was yielded as it was then", () => {
    const list = [1];
    const recording = new Recording(1, 0);
    recording.take(
      () => [list],
      () => [],
    );
    list.push(2);
    recording.take(
      () => [list],
      () => [],
    );
    expect(recording.frames.map(({ yielded }) => yielded[0])).toEqual([[1], [1, 2]]);
  });
  it("finds the nearest frame, and numbers a fork from where it left", () => {
    expect(recorded(2000).at(777)?.step).toBeCloseTo(777, -1);
    const fork = new Recording(2, 40);
    fork.take(
      () => [1],
      () => [],
    );
    expect(fork.frames[0].step).toBe(40);
    expect(new Recording(3, 0).at(5)).toBeNull();
  });
  it("draws its numbers over time, NaN where a step has none", () => {
    const recording = recorded(3, (step) => (step === 1 ? { note: "none" } : { loss: step, note: "x" }));
    expect(recording.series()).toEqual({ loss: new Float64Array([0, NaN, 2]) });
  });
});

describe("a keepsake", () => {
  it("is a copy of plain data, and the same object where it is a thing of its own", () => {
    const thing = new Date(0);
    const value = { a: [1, { b: 2 }], c: new Float32Array([3]), thing, f: Math.sin, n: null };
    const kept = keepsake(value) as typeof value;
    expect(kept).toEqual(value);
    expect(kept.a).not.toBe(value.a);
    expect(kept.c).not.toBe(value.c);
    expect(kept.thing).toBe(thing);
  });
  it("is what a growing thing says that it is now", () => {
    let steps = 1;
    class Watch {
      atThisStep() {
        return `after ${steps}`;
      }
    }
    const kept = keepsake({ watch: new Watch() });
    steps = 2;
    expect(kept).toEqual({ watch: "after 1" });
  });
  it("has an end where a value holds itself", () => {
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    expect(() => keepsake(loop)).not.toThrow();
    expect(bytesOf(loop)).toBeLessThan(10_000);
  });
  it("has numbers by name", () => {
    const scalar = { size: 1, dtype: "float32", data: [0.5] };
    class Tensor {
      readonly size = scalar.size;
      readonly dtype = scalar.dtype;
      readonly data = scalar.data;
    }
    expect(numbersIn(3)).toEqual({ value: 3 });
    expect(numbersIn({ loss: new Tensor(), step: 4, name: "x" })).toEqual({ loss: 0.5, step: 4 });
    expect(numbersIn({ losses: [3, 2, 1], names: ["a"], none: [] })).toEqual({ losses: 1 });
    expect(numbersIn([1, 2])).toEqual({});
  });
});

describe("a tape", () => {
  it("keeps the newest runs, and those that are marked", () => {
    const tape = new Tape();
    tape.begin(0);
    expect(tape.mark(1, true)).toBe(true);
    for (let run = 2; run < 9; run++) tape.begin(0);
    expect(tape.recordings.map(({ run }) => run)).toEqual([1, 5, 6, 7, 8]);
  });
  it("lets no more runs be marked than it can hold", () => {
    const tape = new Tape();
    for (let run = 1; run < 6; run++) {
      tape.begin(0);
      expect(tape.mark(run, true)).toBe(run < 5);
    }
  });
  it("stands at a frame, or follows the newest", () => {
    const tape = new Tape();
    const recording = tape.begin(0);
    recording.take(
      () => ["first"],
      () => [],
    );
    recording.take(
      () => ["second"],
      () => [],
    );
    expect(tape.frame).toBeNull();
    tape.position = { run: 1, step: 0 };
    expect(tape.frame?.yielded).toEqual(["first"]);
    tape.begin(0);
    expect(tape.frame).toBeNull();
  });
});
