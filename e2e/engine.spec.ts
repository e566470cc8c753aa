import { expect, test } from "./site.ts";

test("a cell reaches the whole engine: a loop, a solution, an index, a distribution", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("functional");
  await page.rewrite(
    "functional",
    `const falling = (k: Tensor) =>
  lax.scan((v: Tensor) => [v.mul(k), v], tensor(8), null, { length: 3 })[1];
const solved = linalg.solve([[2, 0], [0, 4]], [2, 8]);
const draws = random.gamma(random.key(0), 2, [1000]).mean().item();
[falling(tensor(0.5)).tolist(), solved.at(-1).set(7).tolist(), grad((k: Tensor) => falling(k).sum())(tensor(0.5)).item(), Math.round(draws)]`,
  );
  await page.expectStatus("functional", "done");
  await expect(page.outputs("functional")).toContainText("[8, 4, 2]");
  await expect(page.outputs("functional")).toContainText("[1, 7]");
  await expect(page.outputs("functional")).toContainText("16");
});

test("a mistake within a loop's step is told with its line", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("functional");
  await page.rewrite(
    "functional",
    "const step = (c: Tensor, x: Tensor) =>\n  [c.add(x.item()), null] as const;\nlax.scan(step, tensor(0), tensor([1, 2]))",
  );
  await page.expectStatus("functional", "failed");
  await expect(page.error("functional")).toContainText("not known while scan traces the function");
  await expect(page.error("functional")).toContainText("line 2");
});

test("a cell's functions are compiled, inside the sandbox too", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("functional");
  await page.rewrite(
    "functional",
    `const compiledRun = () => {
  const x = random.normal(random.key(1), [300, 300]);
  const f = (v: Tensor) => v.matmul(x).tanh().mean();
  const step = jit((v: Tensor) => v.sub(grad(f)(v)));
  let v = x;
  for (let i = 0; i < 40; i++) v = step(v);
  const apart = x.sub(grad(f)(x)).sub(step(x)).abs().max().item();
  const { steps } = inspect.cost((u: Tensor) => u.sub(grad(f)(u)))(x).plan;
  return [apart < 1e-6, steps < 6, v.tolist().length];
};
compiledRun()`,
  );
  await page.expectStatus("functional", "done");
  await expect(page.outputs("functional")).toContainText("[true, true, 300]");
});
