/** A tape for the shelf: what comes back is what was there, and what cannot come back is gone rather than wrong. */
import { describe, expect, it } from "vitest";
import { tensor, type Tensor } from "#engine";
import { Figure } from "#outputs/figure.ts";
import { packTape, unpackTape } from "./packed.ts";
import { Tape } from "./tape.ts";

function tapeOf(yields: readonly unknown[]): Tape {
  const tape = new Tape();
  const recording = tape.begin(0, [["run"]]);
  for (const value of yields)
    recording.take(
      () => [value],
      () => [],
    );
  return tape;
}

const throughStore = (tape: Tape) => unpackTape(structuredClone(packTape(tape, "text")))!;
const yieldedAt = (tape: Tape, at: number) => throughStore(tape).recordings[0].frames[at].yielded[0];

describe("a packed tape", () => {
  it("brings numbers, lists, records and typed arrays back", () => {
    const value = { loss: 0.5, name: "a", list: [1, [2]], nothing: null, typed: Float32Array.of(1, NaN) };
    expect(yieldedAt(tapeOf([value]), 0)).toEqual(value);
  });

  it.each(["float32", "float64", "int32", "bool"] as const)("brings %s tensors back", (dtype) => {
    const back = yieldedAt(
      tapeOf([
        {
          w: tensor(
            [
              [1, 0],
              [0, 1],
            ],
            { dtype },
          ),
        },
      ]),
      0,
    ) as { w: Tensor };
    expect(back.w.dtype).toBe(dtype);
    expect(back.w.shape).toEqual([2, 2]);
    expect(back.w.add(1).astype("float32").tolist()).toEqual([
      [2, 1],
      [1, 2],
    ]);
  });

  it("brings figures back, and leaves out what only its kernel had", () => {
    const back = yieldedAt(
      tapeOf([{ plot: new Figure("plot", { data: [] }), f: () => 1, map: new Map() }]),
      0,
    );
    expect(back).toEqual({ plot: new Figure("plot", { data: [] }), f: undefined, map: undefined });
  });

  it("keeps steps, marks and names", () => {
    const tape = tapeOf([1, 2, 3]);
    tape.mark(1, true);
    const { made, recordings } = throughStore(tape);
    expect(made).toBe("text");
    expect(recordings).toMatchObject([{ run: 1, from: 0, steps: 3, isMarked: true, names: [["run"]] }]);
    expect(recordings[0].frames.map(({ step }) => step)).toEqual([0, 1, 2]);
  });

  it("is thinned to its budget, and keeps the last step", () => {
    const large = Array.from({ length: 30 }, (_, at) => ({ at, w: new Float64Array(40_000) }));
    const { recordings } = throughStore(tapeOf(large));
    const steps = recordings[0].frames.map(({ step }) => step);
    expect(steps.length).toBeLessThan(12);
    expect(steps.at(-1)).toBe(29);
  });

  it("is nothing where nothing was recorded", () => {
    expect(packTape(new Tape(), "")).toBeNull();
  });

  it("is not believed where a tensor does not fit its shape", () => {
    const packed = structuredClone(packTape(tapeOf([{ w: tensor([1, 2]) }]), ""))!;
    const { w } = packed.recordings[0].frames[0].yielded[0] as { w: { shape: number[] } };
    w.shape = [3];
    expect(unpackTape(packed)).toBeNull();
  });
});
