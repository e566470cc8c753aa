import { tensor } from "#engine";
import { expect, it } from "vitest";
import { encode } from "../kinds.ts";
import { parse } from "../views.ts";
import { gradients } from "./gradients.ts";

const step = (loss: number, w: number[], g: number[]) => ({
  loss: tensor(loss),
  params: { w: tensor(w) },
  grads: { w: tensor(g) },
});
const trace = (watch: ReturnType<typeof gradients>, name: string, axis = "y") =>
  watch.figure().payload.data.find((found) => found.name === name && found["yaxis"] === axis);

it("draws loss, gradient norm and update ratio of each parameter", () => {
  const watch = gradients();
  watch.record(step(2, [3, 4], [6, 8]));
  watch.record(step(1, [0, 5], [0, 1]));
  const { kind, payload } = encode(watch);
  expect(parse(kind, structuredClone(payload))).toMatchObject({ ok: true, kind: "plot" });
  expect(trace(watch, "loss")?.y).toEqual(new Float64Array([2, 1]));
  expect(trace(watch, "w", "y2")?.y).toEqual(new Float64Array([10, 1]));
  // The first step has none before it; then |(-3, 1)| / |(0, 5)|.
  expect(trace(watch, "w", "y3")?.x).toEqual(new Float64Array([1]));
  expect(trace(watch, "w", "y3")?.y).toEqual(new Float64Array([Math.sqrt(10) / 5]));
});

it("takes the updates it is given", () => {
  const watch = gradients();
  watch.record({ ...step(2, [3, 4], [6, 8]), updates: { w: tensor([0, 0.5]) } });
  expect(trace(watch, "w", "y3")?.y).toEqual(new Float64Array([0.1]));
});

it("keeps a bounded number of steps of a long training, evenly and from the first on", () => {
  const watch = gradients();
  for (let at = 0; at < 5000; at += 1) watch.record(step(at, [1], [1]));
  const x = trace(watch, "loss")?.x as Float64Array;
  expect(x.length).toBeLessThanOrEqual(240);
  expect(x.length).toBeGreaterThan(100);
  expect(new Set(x.slice(1).map((now, at) => now - x[at])).size).toBe(1);
  expect(x[0]).toBe(0);
  // The ratio is of neighbouring steps, though not every step is kept: here nothing moves.
  expect(new Set(trace(watch, "w", "y3")?.y as Float64Array)).toEqual(new Set([0]));
});

it("counts zeros, NaN and infinities apart from the sizes", () => {
  const watch = gradients();
  watch.record(step(1, [1, 1, 1, 1, 1], [0.01, -0.01, 0, NaN, Infinity]));
  const { data, layout } = watch.histogram("w").payload;
  expect(layout.title).toEqual({ text: "Sizes of the gradients of w; left out: 1 zeros, 2 not finite" });
  expect(data[0].z).toEqual([new Float64Array([2])]);
});

it.each([
  ["another structure", { loss: 1, params: { w: tensor([1]) }, grads: { v: tensor([1]) } }, "params.w has 1"],
  ["no tensor", { loss: 1, params: { w: "x" }, grads: {} }, "params holds a string at w"],
  [
    "a loss of several",
    { loss: tensor([1, 2]), params: tensor([1]), grads: tensor([1]) },
    "loss must be one",
  ],
])("refuses %s, and says what", (_, given, message) => {
  expect(() => gradients().record(given)).toThrow(message);
});

it("names the parameters there are when asked for another", () => {
  const watch = gradients();
  watch.record(step(1, [1], [1]));
  expect(() => watch.histogram("b")).toThrow('no parameter "b". There are w.');
});
