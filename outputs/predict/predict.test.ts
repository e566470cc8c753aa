import { grad, type Tensor, tensor } from "#engine";
import { render } from "svelte/server";
import { describe, expect, it } from "vitest";
import { encode, provide } from "../kinds.ts";
import { parse } from "../views.ts";
import { contoursOf } from "./contours.ts";
import type { predictions } from "./make.ts";
import { judgeArrow, judgeCurve, joined, stretches } from "./measure.ts";
import { type Arrow, type Curve, FIELD_SIDE, type PredictPayload, SAMPLES } from "./payload.ts";
import { blank, readArrow, readCurve, write } from "./sent.ts";
import View from "./View.svelte";
import { arrowWords, curveWords } from "./words.ts";

const axes = { x: [0, 60] as const, y: [0, 1] as const };
const drawn = (f: (x: number) => number | null) => Array.from({ length: SAMPLES }, (_, x) => f(x));

function cell(given: Record<string, string> = {}) {
  const shown: PredictPayload[] = [];
  const { predict } = provide({
    cell: "a",
    display: (value) => {
      const { kind, payload } = encode(value);
      const parsed = parse(kind, structuredClone(payload));
      if (!parsed.ok) throw new Error(parsed.message);
      shown.push(parsed.payload as PredictPayload); // parsed by the kind's own schema
    },
    control: <T>(label: string, initial: T) => (label in given ? (given[label] as T) : initial),
    code: () => null,
    dataset: () => Promise.reject(new Error("unused")),
  });
  return { predict: predict as ReturnType<typeof predictions>, shown };
}

/** What the last thing shown says. */
const curveIn = ({ shown }: ReturnType<typeof cell>) => shown.at(-1)?.prediction as Curve;
const arrowIn = ({ shown }: ReturnType<typeof cell>) => shown.at(-1)?.prediction as Arrow;
const asked = (guess: Curve["guess"] | Arrow["guess"] = blank.slice()) =>
  write({ guess: guess as Arrow["guess"], asked: true });

describe("predict.curve", () => {
  it("runs nothing before it is asked to", () => {
    const page = cell({ loss: write({ guess: drawn(() => 0.5), asked: false }) });
    page.predict.curve("loss", () => expect.unreachable(), axes);
    expect(curveIn(page)).toMatchObject({ phase: "open", truth: null });
    expect(curveIn(page).guess[7]).toBe(0.5);
    expect(page.shown[0].id).toBe("a/loss");
  });
  it("shows the truth without a guess to who asks for it", () => {
    const page = cell({ loss: asked() });
    page.predict.curve("loss", () => tensor([3, 2, 1]), axes);
    expect(curveIn(page)).toMatchObject({
      phase: "compared",
      truth: { x: new Float64Array([0, 30, 60]), y: new Float64Array([3, 2, 1]) },
    });
  });
  it("takes places of the truth's own, in any order", () => {
    const page = cell({ loss: asked() });
    page.predict.curve("loss", () => ({ x: [40, 10], y: [1, 2] }), axes);
    expect(curveIn(page).truth).toEqual({ x: new Float64Array([10, 40]), y: new Float64Array([2, 1]) });
  });
  it("waits for a truth that takes its time", async () => {
    const page = cell({ loss: asked() });
    page.predict.curve("loss", () => Promise.resolve([1, 0]), axes);
    expect(curveIn(page).phase).toBe("working");
    await expect.poll(() => curveIn(page).phase).toBe("compared");
  });
  it("keeps the drawing where the truth throws, and lets the cell say why", () => {
    const page = cell({ loss: asked(drawn(() => 1)) });
    const fail = () => {
      throw new RangeError("too far");
    };
    expect(() => page.predict.curve("loss", fail, axes)).toThrow("too far");
    expect(curveIn(page)).toMatchObject({ phase: "failed", truth: null });
  });
  it("draws a long training by every so many of its steps, and by its last", () => {
    const page = cell({ loss: asked() });
    page.predict.curve("loss", () => Array.from({ length: 20_000 }, (_, at) => at), axes);
    const { y } = curveIn(page).truth!;
    expect(y).toHaveLength(4000);
    expect(y.at(-1)).toBe(19_999);
  });
  it("says what it takes", () => {
    const { predict } = cell({ loss: asked() });
    // @ts-expect-error -- what a cell may call it with
    expect(() => predict.curve("loss", () => [1])).toThrow("x says from where to where");
    // @ts-expect-error -- the numbers themselves, which would have run already
    expect(() => predict.curve("loss", [1, 2], axes)).toThrow("the second argument is a function");
    expect(() => predict.curve("loss", () => ({ x: [1], y: [1, 2] }), axes)).toThrow(
      "1 places along x and 2 values",
    );
    expect(() => predict.curve("loss", () => [], axes)).toThrow("has no numbers");
  });
});

const compared = (guess: Curve["guess"], y: readonly number[]): Curve => {
  const page = cell({ loss: asked(guess) });
  page.predict.curve("loss", () => y, axes);
  return curveIn(page);
};

describe("how near a curve was", () => {
  const falling = drawn((x) => 1 - x / 60);
  it("gives the mean distance as a share of the height", () => {
    const verdict = judgeCurve(
      compared(
        drawn(() => 0.75),
        [0.5, 0.5],
      ),
    );
    expect(verdict).toMatchObject({ off: 0.25, compared: 1, isShapeRight: true, guessed: "stays level" });
  });
  it("says where the shape was right although the numbers were not", () => {
    const words = curveWords(compared(falling, [0.5, 0]));
    expect(words).toEqual([
      "The shape is right: it falls; you drew one that falls.",
      "On average your curve is 25 % of the height of the picture away.",
    ]);
  });
  it("says where the truth turns and the guess does not", () => {
    const turning = Array.from({ length: 61 }, (_, x) => Math.abs(x - 40) / 40);
    expect(judgeCurve(compared(falling, turning))).toMatchObject({
      isShapeRight: false,
      guessed: "falls",
      happened: "falls until 40, then rises",
    });
  });
  it("takes noise for no turn", () => {
    const noisy = falling.map((y, x) => y! + 0.03 * (-1) ** x);
    expect(stretches(noisy, 1).map(({ way }) => way)).toEqual(["falls"]);
  });
  it("never takes NaN for a number, and says how often it was one", () => {
    const words = curveWords(compared(falling, [1, 0.5, NaN, NaN, Infinity]));
    expect(words).toContain("At 3 places it is no finite number: NaN, ∞.");
    expect(judgeCurve(compared(falling, [NaN, NaN]))?.off).toBeNull();
  });
  it("joins what was set and adds nothing beyond it", () => {
    const guess = joined(drawn((x) => (x === 2 ? 1 : x === 4 ? 3 : null)));
    expect(guess.slice(0, 6)).toEqual([null, null, 1, 2, 3, null]);
  });
});

describe("predict.arrow", () => {
  const bowl = (w: Tensor) =>
    w
      .pow(2)
      .mul(tensor([1, 3]))
      .sum();
  const place = { at: [2, 1] as const, x: [-3, 3] as const, y: [-3, 3] as const };

  it("compares the arrow with a gradient of the engine", () => {
    const page = cell({ g: asked([4, 6]) });
    page.predict.arrow("g", () => grad(bowl)(tensor([2, 1])), { ...place, field: bowl });
    expect(arrowIn(page)).toMatchObject({ truth: [4, 6], guess: [4, 6], phase: "compared" });
    expect(arrowWords(arrowIn(page))).toEqual([
      "At (2, 1) it is (4, 6); you drew (4, 6).",
      "The direction is right.",
      "Its length is right, within a tenth.",
    ]);
  });
  it.each([
    ["one tensor", bowl],
    ["two tensors", (x: Tensor, y: Tensor) => x.pow(2).add(y.pow(2).mul(3))],
    ["two numbers", (x: number, y: number) => x ** 2 + 3 * y ** 2],
  ])("draws the contours of a function of %s", (_, field) => {
    const page = cell();
    page.predict.arrow("g", () => [0, 0], { ...place, field });
    const { field: heights, scale } = arrowIn(page);
    expect(heights?.[0]).toBeCloseTo(36, 4);
    expect(heights?.[(FIELD_SIDE ** 2 - 1) / 2]).toBeCloseTo(0, 4);
    // The steepest is about 19: it fits on a plane of 6 by 6.
    expect(scale * 19).toBeLessThan(3);
    expect(scale * 19).toBeGreaterThan(1);
  });
  it("tells a turned arrow from a long one", () => {
    expect(judgeArrow([0, 2], [1, 0])).toEqual({ angle: 90, length: 2 });
    expect(judgeArrow([-3, 0], [3, 0])).toEqual({ angle: 180, length: 1 });
    expect(judgeArrow([1, 0], [0, 0])).toEqual({ angle: null, length: null });
    expect(judgeArrow([1, 0], [NaN, 0])).toEqual({ angle: null, length: null });
  });
  it("says what it takes", () => {
    const { predict } = cell({ g: asked(null) });
    expect(() => predict.arrow("g", () => [1, 2, 3], place)).toThrow("this gradient has 3");
    // @ts-expect-error -- what a cell may call it with
    expect(() => predict.arrow("g", () => [1, 2], { x: [0, 1], y: [0, 1] })).toThrow("at is the point");
  });
});

it("a contour of a slope is a straight line across the plane", () => {
  const slope = Float64Array.from({ length: FIELD_SIDE ** 2 }, (_, at) => at % FIELD_SIDE);
  const [{ height, path }] = contoursOf(
    slope,
    (c) => c,
    (r) => r,
    1,
  );
  const xs = [...path.matchAll(/[ML]([\d.]+) /g)].map(([, x]) => Number(x));
  expect(xs).toHaveLength(2 * (FIELD_SIDE - 1));
  expect(new Set(xs)).toEqual(new Set([height]));
});

it("believes nothing of what was sent that is not a guess", () => {
  for (const sent of ["", "{", "[1]", '{"guess":[1,2,3]}', '{"guess":"x","asked":1}', 7]) {
    expect(readCurve(sent)).toEqual({ guess: blank, asked: false });
  }
  expect(readArrow('{"guess":[1,null],"asked":true}')).toEqual({ guess: null, asked: true });
});

it("draws NaN as a break and a cross, never as a number", () => {
  const prediction = compared(
    drawn(() => 0.5),
    [0.2, NaN, 0.8],
  );
  const { body } = render(View, { props: { payload: { id: "a/loss", prediction } } });
  expect(body).not.toMatch(/d="[^"]*NaN/);
  expect(body).toContain('d="M-4-4L4 4M-4 4L4-4"');
  expect(body).toContain("Draw again");
});
