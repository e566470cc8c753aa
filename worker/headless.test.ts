import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { createHeadlessKernel } from "./headless.ts";
import { cellsOf, type Notebook } from "./testing/bench.ts";

async function run(notebook: Notebook) {
  const kernel = createHeadlessKernel({
    dataset: async (name) => new Uint8Array(await readFile(`lessons/data/${name}.csv.gz`)).buffer,
  });
  await kernel.open(cellsOf(notebook));
  await kernel.runAll();
  await kernel.settled();
  return kernel;
}

describe("the whole kernel in Node", () => {
  it("gives cells the engine without an import", async () => {
    const kernel = await run({
      f: "const f = (x: Tensor) => x.pow(2).sum();",
      g: "grad(f)(tensor([1, 2, 3])).tolist()",
    });
    expect(kernel.resultOf("g")).toEqual([2, 4, 6]);
  });

  it("gives them data sets as tensors", async () => {
    const kernel = await run({
      data: 'const digits = await dataset("digits");',
      look: "[digits.x.shape, digits.y.shape, digits.x.max().item(), digits.licence]",
    });
    expect(kernel.resultOf("look")).toEqual([[1797, 64], [1797], 16, expect.stringContaining("CC BY 4.0")]);
  });

  it("gives them controls, which stand at their first value", async () => {
    const kernel = await run({
      rate: 'const rate = slider("rate", { min: 0, max: 1, value: 0.25 });',
      train:
        "manual: const run = (function* () { let w = tensor(4); for (const step of steps(100)) { w = w.sub(grad((w) => w.mul(w))(w).mul(rate)); yield w; } })()",
      result: "run.item()",
    });
    expect(kernel.resultOf("result")).toBeCloseTo(0, 6);
  });
});
