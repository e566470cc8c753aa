/** The computation graph in the page: folded, walked as a tree, written over, and tied to the code both ways. */
import { expect, shown, test } from "./site.ts";

const NET = `const layer = (x: Tensor, w: Tensor) => np.tanh(np.matmul(x, w));
const net = (w: { a: Tensor; b: Tensor }, x: Tensor) =>
  layer(layer(x, w.a), w.b).sum();
graph(net)({ a: tensor([[1, 2]]), b: tensor([[0.5], [0]]) }, tensor([[3]]));`;

test("a helper's calls fold, and open again, with what flows through them", async ({ lesson }) => {
  const { outputs } = await shown(lesson, NET);
  const drawing = outputs.getByRole("region", { name: "Computation graph" });
  await expect(drawing.getByText("tanh₂")).toBeVisible();
  await drawing.getByRole("button", { name: "Close layer" }).first().click();
  const first = drawing.getByRole("button", { name: "Open layer, 2 operations" });
  await expect(first).toBeVisible();
  await expect(drawing.getByText("tanh₂")).toBeHidden();
  // Folded it is one step of the walk.
  await outputs.getByRole("button", { name: "First step" }).click();
  await outputs.getByRole("button", { name: "Step forward" }).click();
  await expect(outputs.locator("figcaption")).toContainText("It holds 2 operations: open it");
  await first.focus();
  await first.press("Enter");
  await expect(drawing.getByText("tanh₂")).toBeVisible();
});

test("an input is written over and the new value flows; the code's own comes back", async ({ lesson }) => {
  const { outputs } = await shown(
    lesson,
    "graph((a: Tensor, b: Tensor) => a.mul(b).add(a))(tensor(2), tensor(3))",
  );
  const drawing = outputs.getByRole("region", { name: "Computation graph" });
  await expect(drawing.getByText("8", { exact: true })).toBeVisible();
  await drawing.getByRole("button", { name: "Change a" }).click();
  const field = outputs.getByRole("spinbutton", { name: "a" });
  await field.fill("5");
  await expect(drawing.getByText("20", { exact: true })).toBeVisible();
  await field.fill("");
  await expect(drawing.getByText("20", { exact: true })).toBeVisible();
  await outputs.getByRole("button", { name: "As in the code" }).click();
  await expect(drawing.getByText("8", { exact: true })).toBeVisible();
});

test("the graph is a tree for the keyboard, with values and gradients in words", async ({ lesson }) => {
  const { page, outputs } = await shown(lesson, NET);
  await outputs.getByRole("button", { name: "The graph as a tree" }).click();
  const tree = outputs.getByRole("tree", { name: "The graph as a tree" });
  const item = (name: RegExp) => tree.getByRole("treeitem", { name });
  await item(/^w\.a/).focus();
  await page.page.keyboard.press("End");
  await expect(item(/Σ/)).toBeFocused();
  await expect(item(/Σ/)).toContainText("gradient 1");
  const layer = item(/layer/).first();
  await layer.focus();
  await expect(layer).toHaveAttribute("aria-expanded", "true");
  await page.page.keyboard.press("ArrowLeft");
  await expect(layer).toHaveAttribute("aria-expanded", "false");
  await page.page.keyboard.press("ArrowRight");
  await expect(item(/^matmul₁/)).toBeVisible();
});

test("a node lights its line of code, a call in the code lights its node and its lines of the programs", async ({
  lesson,
}) => {
  const { page, outputs } = await shown(
    lesson,
    "const growth = (x: Tensor) =>\n  x.exp().sum();\ngraph(growth)(tensor([1, 2]));",
  );
  const cell = page.cell("functional");
  const drawing = outputs.getByRole("region", { name: "Computation graph" });
  await drawing.getByText("exp", { exact: true }).hover();
  await expect(cell.locator(".pointed")).toHaveAttribute("style", /--line: 2/);
  await outputs.getByRole("button", { name: "The programs" }).click();
  await cell.locator("[data-code]").getByText("exp").hover();
  const lines = outputs.getByRole("region", { name: /^forward/ }).locator(".line");
  await expect(lines.filter({ hasText: "exp" })).toHaveClass(/lit/);
  await expect(lines.filter({ hasText: "sum" })).not.toHaveClass(/lit/);
  await expect(drawing.locator("g.lit")).toContainText("exp");
});

test("three thousand operations begin folded and are walked without a stop of the page", async ({
  lesson,
}) => {
  const { page, outputs } = await shown(
    lesson,
    `const turn = (x: Tensor) => x.mul(0.99).add(0.01).sin();
graph((x: Tensor) => {
  let h = x;
  for (let i = 0; i < 1000; i++) h = turn(h);
  return h.sum();
})(tensor([1, 2]));`,
  );
  const drawing = outputs.getByRole("region", { name: "Computation graph" });
  const open = async (name: string) => {
    await drawing.getByRole("button", { name }).click();
    await expect(drawing.getByRole("button", { name })).toBeHidden();
  };
  await expect(drawing.getByRole("button", { name: "Open turns 1 to 100, 300 operations" })).toBeVisible({
    timeout: 20_000,
  });
  await open("Open turns 1 to 100,");
  await open("Open turns 21 to 30,");
  await expect(drawing.getByRole("button", { name: /^Open turn₁,/ })).toBeVisible();
  await page.expectFullFrameRate();
});

test("the doctor names what cut a gradient, and goes there", async ({ lesson }) => {
  const { page, outputs } = await shown(
    lesson,
    `const loss = (p: { w: Tensor; rate: Tensor }) =>
  p.w.sub(p.w.mul(2 * p.rate.item())).pow(2).sum();
doctor(loss)({ w: tensor([3]), rate: tensor(0.1) });`,
  );
  await expect(outputs).toContainText("A gradient is cut");
  await expect(outputs).toContainText("No gradient reaches p.rate: .item() on line 2 cut it.");
  await expect(outputs.getByRole("row", { name: /p\.rate/ })).toContainText("none");
  await outputs.getByRole("button", { name: "functional, line 2" }).click();
  await expect(page.cell("functional").locator(".pointed")).toHaveAttribute("style", /--line: 2/);
  await expect(page.cell("functional").locator("[data-code]")).toBeFocused();
});
