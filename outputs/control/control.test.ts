import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as v from "valibot";
import { encode, provide } from "../kinds.ts";
import { rangeOf } from "../tensor/summary.ts";
import { toHex, toRgb } from "./colour.ts";
import { blockCounts } from "./ink.ts";
import type { controls } from "./make.ts";
import schema, { type Control, PAD_SIDE } from "./payload.ts";
import { fromText, resized, sample, toText } from "./pictures.ts";
import { fromPosition, stopsOf, toPosition } from "./position.ts";

const byte = fc.integer({ min: 0, max: 255 });

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
    code: () => null,
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

describe("a colour", () => {
  it("is red, green and blue from 0 to 1, begun from either way to write it", () => {
    expect(cell().colour("ink", { value: "#ff8000" })).toEqual([1, 128 / 255, 0]);
    expect(cell().colour("ink", { value: [1, 0.5, 0] })).toEqual([1, 128 / 255, 0]);
    expect(cell({ ink: "#00ff00" }).colour("ink")).toEqual([0, 1, 0]);
    expect(cell({ ink: "green" }).colour("ink", { value: "#000000" })).toEqual([0, 0, 0]);
  });

  it("says what is no colour", () => {
    expect(() => cell().colour("ink", { value: "red" })).toThrow('colour("ink"): "red" is no colour.');
  });

  it("comes back from the picker's way of writing it", () => {
    fc.assert(
      fc.property(fc.tuple(byte, byte, byte), ([r, g, b]) => {
        expect(toRgb(toHex([r / 255, g / 255, b / 255]))).toEqual([r / 255, g / 255, b / 255]);
      }),
    );
  });
});

describe("a point editor", () => {
  it("is the points it starts with, then those the learner put", () => {
    const start = [
      { x: 0.5, y: -0.25 },
      { x: 0, y: 1, group: 1 },
    ];
    expect(cell().pointEditor("data", { groups: 2, value: start })).toEqual([
      { x: 0.5, y: -0.25, group: 0 },
      { x: 0, y: 1, group: 1 },
    ]);
    expect(cell({ data: [0.1, 0.2, 0] }).pointEditor("data", { value: start })).toEqual([
      { x: 0.1, y: 0.2, group: 0 },
    ]);
    expect(cell({ data: [] }).pointEditor("data", { value: start })).toEqual([]);
  });

  it("brings what was put to the plane and the groups there are now", () => {
    const given = { data: [7, -7, 3, 1, 1, 0.5, 9, 9] };
    expect(cell(given).pointEditor("data", { x: [0, 5], groups: 2 })).toEqual([
      { x: 5, y: -1, group: 0 },
      { x: 1, y: 1, group: 0 },
    ]);
    expect(cell({ data: [NaN, 0, 0] }).pointEditor("data")).toEqual([]);
    expect(cell({ data: "word" }).pointEditor("data")).toEqual([]);
  });

  it("says what is wrong with its plane", () => {
    expect(() => cell().pointEditor("data", { x: [1, 0] })).toThrow(
      'pointEditor("data"): min 1 must be below',
    );
    expect(() => cell().pointEditor("data", { groups: 9 })).toThrow(
      "groups is a whole number from 1 to 5, not 9",
    );
  });
});

describe("a picture", () => {
  it("is a tensor of colours, or of greys, from 0 to 1 at the size asked for", () => {
    const photo = cell().picture("photo", { size: 16 });
    expect([photo.shape, photo.dtype]).toEqual([[16, 16, 3], "float32"]);
    const { min, max } = rangeOf(photo.toTypedArray());
    expect(min).toBeGreaterThanOrEqual(0);
    expect(max).toBeLessThanOrEqual(1);
    expect(max - min).toBeGreaterThan(0.3);
    expect(cell().picture("photo", { size: 100, grey: true }).shape).toEqual([100, 100]);
  });

  it("is the sample the learner chose, or the file he opened", () => {
    expect(cell({ photo: "rings" }).picture("photo").tolist()).toEqual(
      cell().picture("photo", { value: "rings" }).tolist(),
    );
    const own = { photo: toText({ side: 1, bytes: [255, 0, 51] }) };
    const { picture, shown } = cell(own);
    expect([...picture("photo", { size: 1 }).toTypedArray()]).toEqual([1, 0, Math.fround(0.2)]);
    expect(shown).toMatchObject([{ type: "picture", value: "" }]);
  });

  it("goes back to its sample where what was given is none", () => {
    for (const photo of ["nothing", "2:AAAA", "1:!", "0:AAAA", "1:A", 7])
      expect(cell({ photo }).picture("photo", { size: 8 }).tolist()).toEqual(
        cell().picture("photo", { size: 8 }).tolist(),
      );
    expect(() => cell().picture("photo", { value: "dog" })).toThrow(
      'there is no sample "dog". There are cat, coffee, astronaut, rings, ball.',
    );
  });

  it("travels as one text, byte for byte", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), (side) => {
        const bytes = Array.from({ length: side * side * 3 }, (_, at) => (at * 37) % 256);
        const back = fromText(toText({ side, bytes }));
        expect([back?.side, Array.from(back?.bytes ?? [])]).toEqual([side, bytes]);
      }),
    );
  });

  it("keeps its mean light at any size", () => {
    const mean = (size: number) => rangeOf(resized(sample("coffee")!, size, true)).mean;
    for (const size of [1, 7, 32, 64, 100]) expect(mean(size)).toBeCloseTo(mean(64), 5);
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

describe("a file of one's own", () => {
  it("is null before one is opened, and its text stays where it is", () => {
    const { fileInput, shown } = cell();
    expect(fileInput("data", { accept: ".csv" })).toBeNull();
    expect(shown).toEqual([{ type: "file", label: "data", accept: ".csv", value: "", characters: 0 }]);
  });

  it("is read as a table, as JSON or as it is", () => {
    const { fileInput, shown } = cell({ csv: "flowers.csv\na,b\n1,x\n", json: 'one.json\n{"a": [1]}' });
    expect(fileInput("csv")?.table().rows).toEqual([{ a: 1, b: "x" }]);
    expect(fileInput("csv")?.text).toBe("a,b\n1,x\n");
    expect(fileInput("json")?.json()).toEqual({ a: [1] });
    expect(shown[0]).toMatchObject({ value: "flowers.csv", characters: 8 });
    expect(() => fileInput("csv")?.json()).toThrow("flowers.csv is no JSON");
  });
});
