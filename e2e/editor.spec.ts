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

test("a rename reaches every cell, open or not, and one undo takes it all back", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  const { keyboard } = page.page;
  const code = (id: string) => page.cell(id).locator("[data-code]");
  await page.enter("tape");
  await keyboard.press("ControlOrMeta+A");
  await keyboard.insertText("const taped = squares(functional);");
  await page.caretOn("squares");
  await keyboard.press("F2");
  const box = page.page.locator(".rename-input");
  await expect(box).toHaveValue("squares", { timeout: 30_000 });
  await box.fill("sumOfSquares");
  await keyboard.press("Enter");
  await expect(code("functional")).toContainText("const sumOfSquares = (x: Tensor)");
  await expect(code("functional")).toContainText("grad(sumOfSquares)");
  await expect(code("tensor-graph")).toContainText("graph(sumOfSquares)");
  await expect(page.cell("tape").locator(".view-lines")).toContainText("sumOfSquares(functional)");
  await keyboard.press("ControlOrMeta+Z");
  await expect(code("functional")).toContainText("const squares = (x: Tensor)");
  await expect(code("tensor-graph")).toContainText("graph(squares)");
  await keyboard.press("ControlOrMeta+Shift+Z");
  await expect(code("functional")).toContainText("const sumOfSquares = (x: Tensor)");
});

test("a name that is taken, or that is Slope's own, is not renamed", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  const { keyboard } = page.page;
  const message = page.page.locator(".monaco-editor-overlaymessage");
  await page.enter("functional");
  await page.caretOn("squares");
  await keyboard.press("F2");
  const box = page.page.locator(".rename-input");
  await expect(box).toHaveValue("squares", { timeout: 30_000 });
  await box.fill("taped");
  await keyboard.press("Enter");
  await expect(message).toContainText("is made by cell tape");
  await page.caretOn("grad");
  await keyboard.press("F2");
  await expect(message).toContainText("Slope's own");
  await expect(page.cell("tape").locator("[data-code]")).toContainText("squares(marked)");
});

test("Go to definition opens the cell that makes a name, and tells of what Slope brings", async ({
  lesson,
}) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  const { keyboard } = page.page;
  await page.enter("tape");
  await page.caretOn("squares");
  await keyboard.press("F12");
  const functional = page.cell("functional");
  await expect(functional.locator(".monaco-editor").first()).toBeVisible({ timeout: 30_000 });
  await expect(page.cell("tape").locator(".monaco-editor")).toHaveCount(0);
  // The caret stands in front of the name.
  await keyboard.press("Shift+ControlOrMeta+ArrowRight");
  await keyboard.insertText("total");
  await expect(functional.locator(".view-line").first()).toContainText("const total = (x: Tensor)");
  await keyboard.press("ControlOrMeta+Z");
  await page.caretOn("grad");
  await keyboard.press("F12");
  await expect(page.page.locator(".monaco-hover")).toContainText("The gradient of a scalar function");
});

test("the shapes of the last run stand beside the code, read or edited, until it is changed", async ({
  lesson,
}) => {
  const page = await lesson("autograd");
  await page.isAwake("functional");
  const functional = page.cell("functional");
  const read = functional.locator("[data-shape]");
  await expect(read).toHaveAttribute("data-shape", "f32[3]");
  await page.enter("functional");
  const lines = functional.locator(".view-lines");
  await expect(lines).toContainText("f32[3]");
  await page.page.keyboard.press("ControlOrMeta+End");
  await page.page.keyboard.type(" ");
  await expect(lines).not.toContainText("f32[3]");
  await page.page.keyboard.press("ControlOrMeta+Enter");
  await expect(lines).toContainText("f32[3]");
  // By the command palette.
  await page.page.keyboard.press("F1");
  await page.page.keyboard.type("Hide Shapes");
  await page.page.keyboard.press("Enter");
  await expect(lines).not.toContainText("f32[3]");
  await page.page.keyboard.press("Escape");
  await expect(functional.locator("[data-code]")).toBeFocused();
  await expect(read).toHaveCount(0);
});

test("Format keeps the caret at its character; Tab indents until Ctrl+M gives it back", async ({
  lesson,
}) => {
  const page = await lesson("autograd");
  await page.isAwake("slopes");
  const { keyboard } = page.page;
  const slopes = page.cell("slopes");
  await page.enter("slopes");
  await keyboard.press("ControlOrMeta+A");
  await keyboard.insertText("const  u=[1,2 ,3]\nconst v=u.length");
  await page.caretOn("v=u");
  await keyboard.press("ArrowLeft");
  await keyboard.press("Shift+Alt+F");
  const lines = slopes.locator(".view-line");
  await expect(lines.first()).toHaveText("const u = [1, 2, 3];", { timeout: 30_000 });
  await expect(lines.last()).toHaveText("const v = u.length;");
  await keyboard.type("w");
  await expect(lines.last()).toHaveText("const wv = u.length;");
  await keyboard.press("Home");
  await keyboard.press("Tab");
  await expect(lines.last()).toHaveText(/^\s{2}const\swv/);
  await keyboard.press("Control+M");
  await keyboard.press("Tab");
  await expect(slopes.locator(".monaco-editor")).toHaveCount(0);
  await page.enter("slopes");
  await keyboard.press("Control+M");
});

test("a cell's undo outlives its editor, and no editor is left behind", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  const { keyboard } = page.page;
  await page.write("slopes", "6 * 7");
  for (const id of ["functional", "tape", "tensor-graph", "inputs", "graph"]) await page.enter(id);
  await expect(page.page.locator(".monaco-editor[role=code]")).toHaveCount(1);
  await page.enter("slopes");
  await keyboard.press("ControlOrMeta+Z");
  await expect(page.cell("slopes").locator(".view-lines")).toContainText("const slopes");
  await keyboard.press("Escape");
  await expect(page.cell("slopes").locator("[data-code]")).toContainText("const slopes");
});
