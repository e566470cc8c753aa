/** What a comparison says of estimators whose bias and variance are known. */
import { describe, expect, it } from "vitest";
import * as v from "valibot";
import { np, random, type Tensor, tensor } from "#engine";
import { compareEstimators } from "./make.ts";
import schema from "./payload.ts";

const exact = tensor([1, -2, 0.5]);
const noisy = (scale: number, off: number) => (key: Tensor) =>
  exact.add(random.normal(key, [3]).mul(scale)).add(off);

describe("a comparison of estimators", () => {
  const compared = compareEstimators({ honest: noisy(2, 0), calm: noisy(0.5, 1) }, { exact, draws: 20_000 });

  it("finds bias and variance within what so many draws allow", () => {
    const [honest, calm] = compared.rows;
    expect(honest.variance).toBeCloseTo(12, 0);
    expect(honest.bias).toBeLessThan(3 * honest.error);
    expect(honest.error).toBeCloseTo(Math.sqrt(12 / 20_000), 3);
    expect(calm.variance).toBeCloseTo(0.75, 1);
    expect(calm.bias).toBeCloseTo(Math.sqrt(3), 1);
    expect(calm.rmse).toBeCloseTo(Math.sqrt(3.75), 1);
  });

  it("says in words which is biased and which scatters least", () => {
    expect(compared.payload.words).toBe(
      "Marks are means of the draws, lines one standard deviation of a draw. Biased, beyond what 20,000 draws leave to chance: calm. calm scatters least, with a variance of 0.753.",
    );
  });

  it("is a payload that the page believes", () => {
    expect(v.safeParse(schema, compared.payload).success).toBe(true);
  });

  it("draws each component beside the exact one, and two components as a plane", () => {
    expect(compared.payload.plot.data.map(({ name }) => name)).toEqual(["honest", "calm", "exact"]);
    const plane = compareEstimators({ two: (key) => random.normal(key, [2]) }, { exact: [0, 0], draws: 900 });
    expect((plane.payload.plot.data[0].x as Float64Array).length).toBe(400);
    expect(plane.payload.plot.data.map(({ mode }) => mode)).toEqual(["markers", "markers"]);
  });

  it("gives the same numbers every time, and others from another key", () => {
    const bias = (key?: Tensor) =>
      compareEstimators({ a: noisy(1, 0) }, { exact, ...(key && { key }) }).rows[0].bias;
    expect(bias()).toBe(bias());
    expect(bias()).not.toBe(bias(random.key(1)));
  });

  it("calls one that cannot be mapped once a draw", () => {
    const reads = (key: Tensor) => exact.mul(random.uniform(key).item() > 0.5 ? 2 : 0);
    const [mapped] = compareEstimators(
      { mapped: (key: Tensor) => exact.mul(np.where(random.uniform(key).gt(0.5), 2, 0)) },
      { exact, draws: 200 },
    ).rows;
    const [called] = compareEstimators({ mapped: reads }, { exact, draws: 200 }).rows;
    expect(called.bias).toBeCloseTo(mapped.bias, 5);
    expect(called.variance).toBeCloseTo(mapped.variance, 4);
  });

  it("takes gradients of any structure", () => {
    const [row] = compareEstimators(
      { tree: (key) => ({ w: random.normal(key, [2, 2]), b: random.normal(key) }) },
      { exact: { w: np.zeros([2, 2]), b: 0 }, draws: 2000 },
    ).rows;
    expect(row.variance).toBeCloseTo(5, 0);
  });

  it("never compares what is not finite as if it were a number", () => {
    const { words } = compareEstimators(
      { lost: (key) => np.log(random.normal(key, [3])), sound: noisy(1, 0) },
      { exact, draws: 50 },
    ).payload;
    expect(words).toContain("Not finite, so not compared: lost. After 50 draws no bias shows.");
  });

  it.each([
    [() => compareEstimators({}, { exact }), "1 to 12 estimators by name"],
    [
      () => compareEstimators({ a: noisy(1, 0) }, { exact: [1, 2] }),
      "a gives 3 numbers, the exact gradient has 2",
    ],
    [() => compareEstimators({ a: noisy(1, 0) }, { exact, draws: 1.5 }), "draws is 1.5"],
    [() => compareEstimators({ a: () => undefined }, { exact }), "Is a return missing?"],
    [() => compareEstimators({ a: 3 as never }, { exact }), "a is no function of a key"],
  ])("says what is wrong with what it was given: %#", (call, words) => {
    expect(call).toThrow(words);
  });
});
