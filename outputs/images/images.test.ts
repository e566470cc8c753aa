import { tensor } from "#engine";
import { describe, expect, it } from "vitest";
import * as v from "valibot";
import { images } from "./make.ts";
import schema from "./payload.ts";
import { sheetOf } from "./sheet.ts";

const of = (...shape: number[]) =>
  sheetOf({ shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)) });

describe("pictures in a tensor", () => {
  it.each([
    ["one", [20, 30], { count: 1, height: 20, width: 30, channels: 1 }],
    ["rows of a data set", [12, 64], { count: 12, height: 8, width: 8, channels: 1 }],
    ["several", [5, 7, 9], { count: 5, height: 7, width: 9, channels: 1 }],
    ["one in colour", [20, 30, 3], { count: 1, height: 20, width: 30, channels: 3 }],
    ["several in colour", [2, 20, 30, 4], { count: 2, height: 20, width: 30, channels: 4 }],
    [
      "several with their colours in planes",
      [2, 3, 20, 30],
      { count: 2, height: 20, width: 30, channels: 3 },
    ],
  ])("are seen: %s", (_name, shape, wanted) => {
    const sheet = of(...shape);
    expect(sheet).toMatchObject(wanted);
    expect(v.is(schema, structuredClone(sheet))).toBe(true);
  });

  it("are not seen in any other shape", () => {
    expect([of(3), of(2, 2, 2, 2, 2), of(2, 5, 6, 7)]).toEqual([null, null, null]);
  });

  it("put the planes of a colour together, and bytes between 0 and 1", () => {
    // One picture of 1 x 2: red 255 and 0, green 0 and 51, blue 0 and 255.
    const sheet = sheetOf({ shape: [1, 3, 1, 2], values: new Float32Array([255, 0, 0, 51, 0, 255]) });
    expect([...(sheet?.values ?? [])]).toEqual([1, 0, 0, 0, Math.fround(0.2), 1]);
  });

  it("are as many as a page draws, and say how many there were", () => {
    expect(of(1000, 4, 4)).toMatchObject({ count: 256, total: 1000 });
  });

  it("are read from the pixels of a canvas too", () => {
    const pixels = new Uint8ClampedArray(5 * 5 * 4).fill(255);
    const rows = Array.from({ length: 5 }, (_, y) =>
      Array.from({ length: 5 }, (_, x) => pixels.subarray((y * 5 + x) * 4, (y * 5 + x) * 4 + 4)),
    );
    expect(images(rows).payload).toMatchObject({ height: 5, width: 5, channels: 4, max: 255 });
    expect([...images(rows).payload.values]).toEqual(Array(100).fill(1));
  });

  it("are drawn as ink, as light or on both sides of zero", () => {
    const x = tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const scaleOf = (options: object) => images(x, options).payload.scale;
    expect([scaleOf({}), scaleOf({ light: true }), scaleOf({ diverging: true })]).toEqual([
      "ink",
      "light",
      "signed",
    ]);
  });
});
