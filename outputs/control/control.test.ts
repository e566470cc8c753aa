import { describe, expect, it } from "vitest";
import * as v from "valibot";
import { encode, provide } from "../kinds.ts";
import { blockCounts } from "./ink.ts";
import type { controls } from "./make.ts";
import schema, { type Control, PAD_SIDE } from "./payload.ts";
import { fromPosition, stopsOf, toPosition } from "./position.ts";

function cell(given: Record<string, unknown> = {}) {
  const shown: Control[] = [];
  const names = provide({
    cell: "rate",
    display: (value) => {
      const { kind, payload } = encode(value);
      expect(kind).toBe("control");
      expect(v.is(schema, structuredClone(payload))).toBe(true);
      shown.push(v.parse(schema, payload).control);
    },
    control: <T>(label: string, initial: T) => (label in given ? (given[label] as T) : initial),
    dataset: () => Promise.reject(new Error("unused")),
  }) as unknown as ReturnType<typeof controls>; // the kind's own names are among all of them
  return { ...names, shown };
}

describe("a control", () => {
  it("is the value it starts with, and shows itself", () => {
    const { slider, shown } = cell();
    expect(slider("temperature", { min: 0.1, max: 5, value: 1 })).toBe(1);
    expect(shown).toMatchObject([{ type: "slider", label: "temperature", value: 1, step: 0.05 }]);
  });

  it("is the value the learner gave it", () => {
    const given = { a: 0.25, b: "adam", c: true, d: 3, e: "anna", f: -7 };
    const { slider, select, checkbox, button, text, number } = cell(given);
    expect(slider("a")).toBe(0.25);
    expect(select("b", ["sgd", "adam"])).toBe("adam");
    expect(checkbox("c")).toBe(true);
    expect(button("d")).toBe(3);
    expect(text("e")).toBe("anna");
    expect(number("f")).toBe(-7);
  });

  it("starts afresh where what was given no longer fits", () => {
    const { slider, select, checkbox, text } = cell({ a: 99, b: "rmsprop", c: "yes", e: 4 });
    expect(slider("a", { max: 10 })).toBe(10);
    expect(select("b", ["sgd", "adam"])).toBe("sgd");
    expect(checkbox("c")).toBe(false);
    expect(text("e", { value: "bob" })).toBe("bob");
    expect(cell({ a: "word" }).slider("a", { value: 0.5 })).toBe(0.5);
  });

  it.each([
    [
      "a range turned round",
      () => cell().slider("rate", { min: 1, max: 0 }),
      'slider("rate"): min 1 must be below max 0.',
    ],
    [
      "a log scale from 0",
      () => cell().slider("rate", { scale: "log" }),
      'slider("rate"): a log scale cannot reach 0. Give a min above 0, such as 0.001.',
    ],
    [
      "a value out of range",
      () => cell().slider("rate", { value: 3 }),
      'slider("rate"): value 3 is outside 0 to 1.',
    ],
    ["no choices", () => cell().select("x", []), 'select("x") needs at least one choice.'],
    ["no label", () => cell().checkbox(""), 'checkbox needs a label first: checkbox("learning rate").'],
  ])("says what is wrong with %s", (_name, make, message) => {
    expect(make).toThrow(message);
  });
});

describe("a log slider", () => {
  const control = {
    type: "slider",
    label: "",
    min: 1e-4,
    max: 1,
    step: null,
    scale: "log",
    unit: null,
    value: 1,
  } as const;

  it("moves by ratios, lands on round numbers and reaches its ends", () => {
    expect(fromPosition(control, 0)).toBe(1e-4);
    expect(fromPosition(control, stopsOf(control) / 2)).toBe(0.01);
    expect(fromPosition(control, stopsOf(control))).toBe(1);
    expect(fromPosition(control, toPosition(control, 0.03))).toBe(0.03);
  });

  it("gives every stop a number of its own", () => {
    const stops = Array.from({ length: stopsOf(control) + 1 }, (_, at) => fromPosition(control, at));
    expect(new Set(stops).size).toBe(stops.length);
  });
});

describe("a drawing, as the program sees it", () => {
  const pad = (draw: (row: number, column: number) => boolean) =>
    Array.from({ length: PAD_SIDE ** 2 }, (_, at) =>
      draw(Math.floor(at / PAD_SIDE), at % PAD_SIDE) ? 1 : 0,
    );
  const ring = (radius: number, x: number, y: number, pen: number) =>
    pad((row, column) => Math.abs(Math.hypot((row - y) * 0.6, column - x) - radius) < pen);

  it("is empty while nothing is drawn", () => {
    expect(
      blockCounts(
        pad(() => false),
        8,
      ),
    ).toEqual(new Float32Array(64));
  });

  it("does not depend on where or how large the ink is", () => {
    const large = blockCounts(ring(8, 16, 16, 1.2), 8);
    const small = blockCounts(ring(5, 9, 12, 1.2), 8);
    const apart = large.reduce((sum, count, at) => sum + Math.abs(count - small[at]), 0);
    expect(apart).toBeLessThan(0.25 * large.reduce((a, b) => a + b, 0));
  });

  it("fills the height and has the weight of the data set's strokes, thin pen or thick", () => {
    for (const pen of [0.6, 1.5, 3]) {
      const seen = blockCounts(ring(7, 16, 16, pen), 8);
      expect(Math.max(...seen)).toBeLessThanOrEqual(16);
      expect(seen.slice(0, 8).some((count) => count > 0)).toBe(true);
      expect(seen.slice(56).some((count) => count > 0)).toBe(true);
      const ink = seen.reduce((a, b) => a + b, 0);
      expect(ink).toBeGreaterThan(230);
      expect(ink).toBeLessThan(420);
    }
  });

  it("is a tensor of the size asked for", () => {
    const { drawPad } = cell({ digit: ring(8, 16, 16, 1.2) });
    expect(drawPad("digit").shape).toEqual([8, 8]);
    expect(cell().drawPad("digit", { size: 16 }).shape).toEqual([16, 16]);
  });
});
