import { tensor } from "#engine";
import { render } from "svelte/server";
import { describe, expect, it } from "vitest";
import * as v from "valibot";
import { encode } from "../kinds.ts";
import { audio } from "./make.ts";
import schema from "./payload.ts";
import View from "./View.svelte";
import { columnsOf, playable, wavOf } from "./wave.ts";

describe("a sound", () => {
  it("is made of a tensor, a typed array or a list, one row of them", () => {
    for (const samples of [
      tensor([0, 0.5, -1]),
      new Float64Array([0, 0.5, -1]),
      [0, 0.5, -1],
      [[0, 0.5, -1]],
    ]) {
      const { kind, payload } = encode(audio(samples, { rate: 8000 }));
      expect(kind).toBe("audio");
      expect(v.parse(schema, structuredClone(payload))).toMatchObject({
        samples: new Float32Array([0, 0.5, -1]),
        rate: 8000,
        total: 3,
        peak: 1,
      });
    }
  });

  it("says what cannot be played", () => {
    expect(() =>
      audio(
        tensor([
          [0, 1],
          [1, 0],
        ]),
      ),
    ).toThrow("audio takes one row of samples, not [2, 2].");
    expect(() => audio([0], { rate: 100 })).toThrow("rate is 8000 to 96000 samples a second, not 100.");
  });

  it("is cut where it is long, and counts what it was", () => {
    const { samples, total } = audio(new Float32Array(600_000)).payload;
    expect([samples.length, total]).toEqual([1 << 19, 600_000]);
  });

  it("plays silence for what is no number and turns down what is too loud", () => {
    expect([...playable([4, NaN, -2, Infinity], 4)]).toEqual([1, 0, -0.5, 0]);
    expect([...playable([0.5], 0.5)]).toEqual([0.5]);
  });

  it("says so in words", () => {
    const body = (samples: number[]) =>
      render(View, { props: { payload: audio(samples, { rate: 8000 }).payload } }).body;
    expect(body([3, NaN])).toContain("peaks at 3: turned down to 1");
    expect(body([3, NaN])).toContain("1 NaN: silent");
    expect(body([0, 0])).toContain("silent: every sample is 0");
    expect(body([])).toContain("no samples");
  });
});

describe("a waveform", () => {
  it("keeps the peaks of every column and marks what is no number", () => {
    expect(columnsOf([0, 1, -1, 0.5, NaN, NaN], 3)).toEqual([
      { low: 0, high: 1, odd: false },
      { low: -1, high: 0.5, odd: false },
      { low: 0, high: 0, odd: true },
    ]);
    expect(columnsOf([1, 2], 100)).toHaveLength(2);
  });
});

describe("a WAV file", () => {
  it("holds 16 bits a sample behind a header that says so", () => {
    const bytes = new DataView(wavOf(new Float32Array([0, 1, -1]), 16_000));
    const text = (at: number) => String.fromCharCode(...new Uint8Array(bytes.buffer, at, 4));
    expect([text(0), text(8), text(36)]).toEqual(["RIFF", "WAVE", "data"]);
    expect([bytes.getUint32(4, true), bytes.getUint32(24, true), bytes.getUint32(40, true)]).toEqual([
      42, 16_000, 6,
    ]);
    expect([44, 46, 48].map((at) => bytes.getInt16(at, true))).toEqual([0, 32_767, -32_767]);
  });
});
