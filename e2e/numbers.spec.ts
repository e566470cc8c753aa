import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./site.ts";

/** The number in the code of a cell that is written like this. */
const number = (cell: Locator, text: string) =>
  cell.locator("[data-code] .tok-number", { hasText: text }).first();

async function drag(page: Page, from: Locator, pixels: number): Promise<void> {
  await from.scrollIntoViewIfNeeded();
  const box = (await from.boundingBox())!;
  const [x, y] = [Math.round(box.x + 4), Math.round(box.y + box.height / 2)];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let moved = 0; moved <= 24; moved += 1) await page.mouse.move(x + (pixels * moved) / 24, y);
}

test("a number in the code is dragged, and the results of its cell and of its readers follow", async ({
  lesson,
}) => {
  const page = await lesson("software-1-vs-2");
  await page.isAwake("score-rules");
  const rules = page.cell("rules");
  const score = page.outputs("score-rules");
  await expect(score).toContainText("0.");
  const before = await score.innerText();
  await drag(page.page, number(rules, "0.33"), 70);
  await expect(rules.locator("[data-code]")).toContainText("m.foot > 0.4");
  // Still held: what reads the rules has been made anew already.
  await expect.poll(() => score.innerText()).not.toBe(before);
  await page.page.mouse.up();
  await page.expectStatus("score-rules", "done");
  await expect(rules.locator(".monaco-editor")).toBeHidden();

  await page.page.keyboard.press("ControlOrMeta+Z");
  await expect(rules.locator("[data-code]")).toContainText("m.foot > 0.33");
  await expect.poll(() => score.innerText()).toBe(before);
});

test("a click on a number still opens the editor, a drag beside one still selects", async ({ lesson }) => {
  const page = await lesson("software-1-vs-2");
  await page.isAwake("score-rules");
  const rules = page.cell("rules");
  await drag(page.page, rules.locator(".tok-comment").first(), 60);
  await page.page.mouse.up();
  expect(await page.page.evaluate(() => getSelection()?.toString().length)).toBeGreaterThan(2);
  await page.page.evaluate(() => getSelection()?.empty());
  await number(rules, "0.33").click();
  await expect(rules.locator(".monaco-editor")).toBeVisible({ timeout: 30_000 });
});

test("a number is chosen and stepped with the keyboard, and a manual cell only grows stale", async ({
  lesson,
}) => {
  const page = await lesson("software-1-vs-2");
  await page.isAwake("score-rules");
  const train = page.cell("train");
  const code = train.getByRole("group", { name: "Code of cell train" });
  await code.focus();
  await page.page.keyboard.press("Alt+ArrowRight");
  await expect(train.locator(".held-number")).toHaveText("2000");
  await page.page.keyboard.press("Alt+ArrowUp");
  await page.page.keyboard.press("Alt+Shift+ArrowUp");
  await expect(train.locator(".held-number")).toHaveText("2011");
  await page.expectStatus("train", "idle");
  await page.page.keyboard.press("ControlOrMeta+Z");
  await expect(code).toContainText("steps(2000)");
});
