import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { createHeadlessKernel } from "../headless.ts";
import { lensAnswer } from "./answer.ts";
import { targetAt } from "./target.ts";

const under = (code: string, mark = "|") => {
  const offset = code.indexOf(mark);
  const text = code.replace(mark, "");
  const target = targetAt(text, offset);
  return target && { text: text.slice(target.range.start, target.range.end), path: target.path };
};

it.each([
  ["const y = x.s|in().sum()", "x.sin()", ""],
  ["const y = x.sin().su|m()", "x.sin().sum()", ""],
  ["const y = |x.sin()", "x", "x"],
  ["loss(p.w|1, x)", "p.w1", "p.w1"],
  ["lo|ss(p.w1, x)", "loss(p.w1, x)", ""],
  ["layers[0].w|", "layers[0].w", "layers[0].w"],
  ["const h|: Tensor = f(x)", "h", "h"],
])("finds the expression under the caret in %s", (code, text, path) => {
  expect(under(code)).toEqual({ text, path });
});

it("finds none between expressions, nor in a text that cannot be read", () => {
  expect(under("const x = 1;  |  // words")).toBeNull();
  expect(under("const = x|")).toBeNull();
});

describe("the lens", () => {
  async function open(cells: Readonly<Record<string, string>>) {
    const kernel = createHeadlessKernel({ dataset: () => Promise.reject(new Error("unused")) });
    await kernel.open(Object.entries(cells).map(([id, code]) => ({ id, code, run: "auto" })));
    await kernel.runAll();
    await kernel.settled();
    return async (cell: string, before: string, loss: string | null = null) => {
      const offset = cells[cell].indexOf(before) + before.length;
      const answer = await kernel.look(cell, offset, loss);
      return v.parse(v.nullable(lensAnswer), structuredClone(answer));
    };
  }
  const numbers = (summary: { values: ArrayLike<number> | null } | null | undefined) =>
    Array.from(summary?.values ?? []).map((x) => Number(x.toPrecision(4)));

  const model = `const w = tensor([1, 2]);
const loss = (w: Tensor) => {
  const h = w.mul(3);
  const s = h.sin();
  return s.pow(2).sum();
};
const g = grad(loss)(w);`;

  it("says value, gradient and agreement of a call, of the name it is kept in, and of an input", async () => {
    const look = await open({ model });
    const call = await look("model", "w.mu");
    expect(call).toMatchObject({ text: "w.mul(3)", loss: "loss", check: { verdict: "agrees" } });
    expect(numbers(call?.value)).toEqual([3, 6]);
    // d sin^2(h) / dh = sin 2h
    expect(numbers(call?.cotangent)).toEqual([-0.2794, -0.5366]);
    expect(numbers((await look("model", "const h"))?.cotangent)).toEqual([-0.2794, -0.5366]);
    const input = await look("model", "const h = w");
    expect(input).toMatchObject({ text: "w", loss: "loss", check: { verdict: "agrees" } });
    expect(numbers(input?.value)).toEqual([1, 2]);
    expect(numbers(input?.cotangent)).toEqual([-0.8382, -1.61]);
  });

  it("looks through a call of a function of the learner's own, in another cell too", async () => {
    const look = await open({
      layer: "const layer = (x: Tensor, w: Tensor) => x.mul(w).tanh();",
      train: `const out = (p: { w: Tensor }) => layer(layer(tensor([0.5]), p.w), p.w).sum();
valueAndGrad(out)({ w: tensor([2]) })`,
    });
    const outer = await look("train", "=> la");
    const inner = await look("train", "layer(la");
    expect(numbers(inner?.value)).toEqual([0.7616]);
    expect(numbers(outer?.value)).toEqual([Number(Math.tanh(2 * Math.tanh(1)).toPrecision(4))]);
    // Inside, the last call is what is seen.
    expect(numbers((await look("layer", "x.mul(w).ta"))?.value)).toEqual([
      Number(Math.tanh(2 * Math.tanh(1)).toPrecision(4)),
    ]);
    expect((await look("train", "p.w"))?.text).toBe("p.w");
    expect((await look("train", "tensor([0.5]), p.w"))?.check?.verdict).toBe("agrees");
  });

  it("lets the learner choose among what was differentiated", async () => {
    const look = await open({
      two: `const square = (w: Tensor) => w.pow(2).sum();
const cube = (w: Tensor) => w.pow(3).sum();
grad(square)(tensor([2])), grad(cube)(tensor([2]))`,
    });
    const either = await look("two", "(w: Tensor) => w");
    expect(either).toMatchObject({ loss: "cube", losses: ["cube", "square"] });
    expect(numbers(either?.cotangent)).toEqual([12]);
    expect(numbers((await look("two", "(w: Tensor) => w", "square"))?.cotangent)).toEqual([4]);
  });

  it("shows a cell's value where no gradient went through, and says so", async () => {
    const look = await open({ model, more: "const twice = w.mul(2);\nconst far = twice.sum();" });
    const found = await look("more", "const twice");
    expect(numbers(found?.value)).toEqual([2, 4]);
    expect(found).toMatchObject({ loss: null, cotangent: null, check: null });
    expect(found?.note).toMatch(/^This ran outside of any gradient that is kept; this is the cell's value\./);
    expect((await look("more", "twice.su"))?.value).toBeNull();
  });

  it("says that what runs inside jit is not looked into", async () => {
    const look = await open({ fast: "const f = (w: Tensor) => w.exp().sum();\njit(grad(f))(tensor([1]))" });
    const found = await look("fast", "w.ex");
    expect(found?.value).toBeNull();
    expect(found?.note).toMatch(/What runs inside jit is not looked into/);
  });
});
