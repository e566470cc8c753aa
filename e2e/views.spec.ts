/** Seeing gradients: a guess that is drawn before the truth runs, and the lens on any expression. */
import type { Locator } from "@playwright/test";
import { expectAccessible } from "./accessible.ts";
import { expect, shown, test } from "./site.ts";

/** Drags from one place of the paper to another, as shares of its width and height. */
async function drag(paper: Locator, from: [number, number], to: [number, number]): Promise<void> {
  const box = await paper.boundingBox();
  if (box === null) throw new Error("the paper is not in sight");
  const { mouse } = paper.page();
  await mouse.move(box.x + from[0] * box.width, box.y + from[1] * box.height);
  await mouse.down();
  await mouse.move(box.x + to[0] * box.width, box.y + to[1] * box.height, { steps: 8 });
  await mouse.up();
}

test("a curve is drawn, then compared; the guess is there after a reload", async ({ lesson }) => {
  const { page, outputs } = await shown(
    lesson,
    `let runs = 0;
predict.curve("the loss", () => {
  runs += 1;
  return Array.from({ length: 100 }, (_, k) => 2.5 * 0.95 ** k);
}, { x: [0, 100], y: [0, 3], xLabel: "step", yLabel: "loss" });`,
  );
  const paper = outputs.getByRole("application", { name: /^the loss: draw the curve/ });
  await expect(outputs.getByRole("button", { name: "Show me" })).toBeVisible();
  await drag(paper, [0.15, 0.1], [0.9, 0.7]);
  await expectAccessible(page.page, "[data-cell=functional] [data-testid=outputs]");
  await outputs.getByRole("button", { name: "Run and compare" }).click();
  await expect(outputs.getByText("The shape is right: it falls; you drew one that falls.")).toBeVisible();
  await expect(outputs.getByText(/On average your curve is \d+ %/)).toBeVisible();
  await expectAccessible(page.page, "[data-cell=functional] [data-testid=outputs]");
  await outputs.getByRole("button", { name: "Numbers" }).click();
  await expect(outputs.getByRole("row")).toHaveCount(8);

  // Again, by keys alone.
  await outputs.getByRole("button", { name: "Draw again" }).click();
  await paper.focus();
  for (const key of ["Home", "ArrowDown", "End", "ArrowUp", "ArrowUp"]) await paper.press(key);
  await expect(outputs.getByText("step 100: 1.65")).toBeVisible();
  await page.page.waitForTimeout(2000); // What is kept is kept after a pause.
  await page.page.reload();
  await page.expectStatus("functional", "done", 30_000);
  await outputs.getByRole("button", { name: "Run and compare" }).click();
  await expect(outputs.getByText(/^The shape differs: you drew one that rises; it falls/)).toBeVisible();
});

test("an arrow is drawn over contours and held against the gradient", async ({ lesson }) => {
  const { page, outputs } = await shown(
    lesson,
    `const bowl = (w: Tensor) => w.pow(2).mul(tensor([1, 3])).sum();
predict.arrow("gradient", () => grad(bowl)(tensor([1, 1])),
  { at: [1, 1], x: [-3, 3], y: [-3, 3], field: bowl, xLabel: "w₀", yLabel: "w₁" });`,
  );
  const paper = outputs.getByRole("application", { name: /^gradient: drag the arrow/ });
  await drag(paper, [0.65, 0.33], [0.4, 0.33]);
  await expectAccessible(page.page, "[data-cell=functional] [data-testid=outputs]");
  await outputs.getByRole("button", { name: "Run and compare" }).click();
  await expect(outputs.getByText(/^At \(1, 1\) it is \(2, 6\); you drew/)).toBeVisible();
  await expect(outputs.getByText(/^Your arrow is turned by 1\d\d°/)).toBeVisible();
});

test("the lens says value, gradient and agreement where one looks", async ({ lesson }) => {
  const code = `const w = tensor([1, 2]);
const lossOf = (w: Tensor) => w.mul(3).sin().pow(2).sum();
grad(lossOf)(w)`;
  const { page } = await shown(lesson, code);
  const reading = page.cell("functional").getByRole("group", { name: "Code of cell functional" });
  await reading.press("l");
  const lens = page.page.getByRole("region", { name: "Gradient lens" });
  await expect(lens).toContainText("Point at an expression");
  await reading.getByText("sin", { exact: true }).hover();
  await expect(lens).toContainText("w.mul(3).sin()");
  await expect(lens).toContainText("d lossOf / d this");
  await expect(lens).toContainText("Agrees with finite differences");
  await expectAccessible(page.page, "section[aria-label='Gradient lens']");

  // In the editor the caret says where.
  await page.enter("functional");
  await page.caretOn("mul");
  await expect(lens.getByText("w.mul(3)", { exact: true })).toBeVisible();
  await lens.getByRole("button", { name: "Close the lens" }).click();
  await expect(lens).toBeHidden();
});
