import { expect, it } from "vitest";
import { grad, inspect, stopGradient, tensor, type Tensor, valueAndGrad } from "../index.ts";

const byOp = (op: string) => (graph: inspect.ComputationGraph) =>
  graph.nodes.findLast((node) => node.op === op) ?? null;

it("a value in the middle of a run agrees with differences of what comes after it", () => {
  const f = (w: Tensor) => w.mul(2).sin().pow(2).sum();
  const found = inspect.checkAt(f, [tensor([0.3, -1.1, 2])], byOp("sin"));
  expect(found).toMatchObject({ verdict: "agrees" });
  // d/ds of s^2 is 2 s, along sqrt 2 sin(1), sqrt 2 sin(2), ...
  const s = [0.3, -1.1, 2].map((w) => Math.sin(2 * w));
  const slope = s.reduce((sum, x, at) => sum + 2 * x * Math.SQRT2 * Math.sin(at + 1), 0);
  expect(found?.byGradient).toBeCloseTo(slope, 5);
  expect(found?.byDifference).toBeCloseTo(slope, 5);
});

it("a gradient that was cut on the way differs", () => {
  const f = (w: Tensor) => {
    const s = w.sin();
    return s.mul(stopGradient(s)).sum();
  };
  expect(inspect.checkAt(f, [tensor([0.5, 1])], byOp("sin"))).toMatchObject({ verdict: "differs" });
});

it("says where there is no derivative, or no number", () => {
  expect(inspect.checkAt((x: Tensor) => x.mul(1).abs().sum(), [tensor([0, 3])], byOp("mul"))?.verdict).toBe(
    "kink",
  );
  expect(inspect.checkAt((x: Tensor) => x.mul(1).log().sum(), [tensor([-1])], byOp("mul"))?.verdict).toBe(
    "unknown",
  );
});

it("tells its witness of every gradient, with the arguments that it was taken at", () => {
  const seen: inspect.Differentiated[] = [];
  inspect.watchGradients((run) => seen.push(run));
  const f = (w: Tensor) => w.pow(2).sum();
  const w = tensor([1, 2]);
  grad(f)(w);
  valueAndGrad(f)(w);
  inspect.watchGradients(null);
  grad(f)(w);
  expect(seen.map((run) => run.f === f && run.args[0] === w && !run.hasAux)).toEqual([true, true]);
});
