import { type Tensor, tensor } from "#engine";
import { expect, it } from "vitest";
import { encode } from "../kinds.ts";
import { parse } from "../views.ts";
import { landscape } from "./landscape.ts";

const bowl = ({ w }: { w: Tensor }) =>
  w
    .mul(w)
    .mul(tensor([1, 10]))
    .sum();
const at = (...w: number[]) => ({ w: tensor(w) });
const directions = [at(1, 0), at(0, 1)] as const;

it("gives the loss at every point of the plane", () => {
  const { data } = landscape(bowl, at(1, 2), { directions, span: 1, points: 3 }).payload;
  expect(data[0].x).toEqual(new Float64Array([-1, 0, 1]));
  // w = (0, 1, 2) along a row and (1, 2, 3) down: w0^2 + 10 w1^2.
  expect(data[0].z).toEqual([
    new Float64Array([10, 11, 14]),
    new Float64Array([40, 41, 44]),
    new Float64Array([90, 91, 94]),
  ]);
});

it("projects the path onto directions that are not at right angles, and widens to hold it", () => {
  const slanted = [at(1, 0), at(1, 1)] as const;
  const plot = landscape(bowl, at(0, 0), { directions: slanted, path: [at(5, 2), at(0, 0)], points: 3 });
  expect(plot.payload.data[1]).toMatchObject({ name: "path", x: [3, 0], y: [2, 0] });
  expect((plot.payload.data[0].x as Float64Array)[2]).toBeCloseTo(3.3);
});

it("draws random directions that are as long as the weights, and the same ones each time", () => {
  const length = ({ w }: { w: Tensor }) =>
    w
      .sub(tensor([3, 4]))
      .square()
      .sum();
  const once = () => landscape(length, at(3, 4), { points: 3 }).payload;
  const [, middle] = once().data[0].z as Float64Array[];
  expect(middle[0]).toBeCloseTo(25, 3);
  expect(middle[1]).toBe(0);
  expect(once()).toEqual(once());
  const { kind, payload } = encode(landscape(length, at(3, 4)));
  expect(parse(kind, structuredClone(payload))).toMatchObject({ ok: true, kind: "plot" });
});

it.each([
  ["parallel directions", { directions: [at(1, 1), at(2, 2)] as const }, "span no plane"],
  ["another structure", { path: [at(1)] }, "path[0] has another structure"],
  ["too many points", { points: 1000 }, "from 3 to 101"],
])("refuses %s", (_, options, message) => {
  expect(() => landscape(bowl, at(1, 2), options)).toThrow(message);
});

it("takes the directions in which the path goes farthest, and says how much of it they hold", () => {
  const path = [at(8, 1, 0.1), at(6, -1, 0), at(3, 1, 0), at(0, 0, 0)];
  const { data, layout } = landscape((p: { w: Tensor }) => p.w.square().sum(), at(0, 0, 0), {
    path,
    directions: "pca",
    points: 3,
  }).payload;
  // The first is nearly the first axis: 8, 6, 3 and 0 along it, up to its sign.
  const along = [...(data[1].x as number[])].map(Math.abs);
  [8, 6, 3, 0].forEach((x, step) => expect(along[step]).toBeCloseTo(x, 0));
  expect(layout.xaxis).toMatchObject({ title: { text: "direction 1, 98 % of the way" } });
  expect(() => landscape(bowl, at(0, 0), { directions: "pca" })).toThrow(
    "a path of at least 3 steps, and 0 are given",
  );
});

it("is a surface on which the path lies", () => {
  const plot = landscape(bowl, at(0, 0), {
    directions,
    path: [at(1, 1), at(0, 0)],
    points: 3,
    view: "surface",
  });
  const [surface, path, here] = plot.payload.data;
  expect(surface.type).toBe("surface");
  expect(path).toMatchObject({ type: "scatter3d", x: [1, 0], y: [1, 0], z: new Float64Array([11, 0]) });
  expect(here).toMatchObject({ z: new Float64Array([0]) });
  const { kind, payload } = encode(plot);
  expect(parse(kind, payload).ok).toBe(true);
});
