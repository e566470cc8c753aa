import { expect, test } from "./site.ts";

test("the editor knows the engine's types and the names of the other cells", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  const tape = page.cell("tape");
  await tape.getByRole("group", { name: "Code of cell tape" }).click();
  await expect(tape.locator(".monaco-editor")).toBeVisible({ timeout: 30_000 });
  await page.page.keyboard.press("ControlOrMeta+End");
  // `functional` is a tensor that another cell makes.
  await page.page.keyboard.type("\nfunctional.argm");
  const suggestions = page.page.locator(".suggest-widget .monaco-list-row");
  await expect(suggestions.first()).toContainText("argmax", { timeout: 30_000 });
  await page.page.keyboard.press("Escape");
  await page.page.keyboard.press("ControlOrMeta+A");
  await page.page.keyboard.insertText('const taped = squares("not a tensor");\n');
  await expect(tape.locator(".squiggly-error").first()).toBeVisible({ timeout: 30_000 });
});

test("Shift+Enter runs a cell and goes to the next, Escape leaves the editor", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("functional");
  await page.write("slopes", "6 * 7");
  const code = page.cell("slopes").getByRole("group", { name: "Code of cell slopes" });
  await expect(code).toBeFocused();
  await page.page.keyboard.press("Shift+Enter");
  await expect(page.outputs("slopes")).toContainText("42");
  await expect(code).not.toBeFocused();
});
