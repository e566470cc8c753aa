/** Commands in a notebook of one's own: Jupyter's keys, the palette, the cell's menu, and one undo for all of it. */
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./site.ts";

const cells = (page: Page) => page.locator("section[data-cell]");
const codes = (page: Page) => page.locator("[data-code]").allInnerTexts();
const code = (page: Page, nth: number): Locator => page.locator("[data-code]").nth(nth);

/** Begins a notebook with these cells; the first one is chosen. */
async function notebook(page: Page, address: string, texts: readonly string[]): Promise<void> {
  const markdown = texts.map((text, at) => `\`\`\`ts {#cell-${at + 1}}\n${text}\n\`\`\`\n`).join("\n");
  await page.goto(`${address}notebooks/`);
  await expect(page.getByText("There is none yet")).toBeVisible();
  await page.locator("input[type=file]").setInputFiles({
    name: "commands.md",
    mimeType: "text/markdown",
    buffer: Buffer.from(markdown),
  });
  await expect(cells(page)).toHaveCount(texts.length);
  await code(page, 0).focus();
}

test("Jupyter's keys add, delete, move and choose, and Z puts back", async ({ page, site }) => {
  await notebook(page, site.address, ["const one = 1;", "const two = 2;", "const three = 3;"]);
  await page.keyboard.press("j");
  await expect(code(page, 1)).toBeFocused();
  await page.keyboard.press("b");
  await expect(cells(page)).toHaveCount(4);
  await expect(code(page, 2)).toBeFocused();
  await page.keyboard.press("d");
  await page.keyboard.press("d");
  await expect(cells(page)).toHaveCount(3);
  await page.keyboard.press("k");
  await page.keyboard.press("k");
  await page.keyboard.press("k");
  await expect(code(page, 0)).toBeFocused();
  await page.keyboard.press("Control+Shift+ArrowDown");
  await expect.poll(() => codes(page)).toEqual(["const two = 2;", "const one = 1;", "const three = 3;"]);
  await expect(code(page, 1)).toBeFocused();
  await page.keyboard.press("d");
  await page.keyboard.press("d");
  await expect.poll(() => codes(page)).toEqual(["const two = 2;", "const three = 3;"]);
  await page.keyboard.press("z");
  await expect.poll(() => codes(page)).toEqual(["const two = 2;", "const one = 1;", "const three = 3;"]);
  await expect(code(page, 1)).toBeFocused();
  await page.keyboard.press("Control+z");
  await expect.poll(() => codes(page)).toEqual(["const one = 1;", "const two = 2;", "const three = 3;"]);
  await page.keyboard.press("Shift+z");
  await expect.poll(() => codes(page)).toEqual(["const two = 2;", "const one = 1;", "const three = 3;"]);
});

test("a key that is held down deletes one cell, and the same refusal is told twice", async ({
  page,
  site,
}) => {
  await notebook(page, site.address, ["1;", "2;", "3;"]);
  await page.keyboard.press("z");
  const told = page.getByRole("status").filter({ hasText: "There is nothing to undo" });
  await expect(told).toBeVisible();
  // The words leave by themselves.
  await expect(told.locator("p")).toBeHidden({ timeout: 8_000 });
  await page.keyboard.press("z");
  await expect(told.locator("p")).toBeVisible();
  await page.keyboard.press("d");
  for (let held = 0; held < 5; held++) await page.keyboard.down("d");
  await page.keyboard.up("d");
  await expect.poll(() => codes(page)).toEqual(["2;", "3;"]);
});

test("undo spans what was typed in any cell", async ({ page, site }) => {
  await notebook(page, site.address, ["const one = 1;", "const two = 2;"]);
  await page.keyboard.press("Enter");
  await expect(page.locator(".monaco-editor")).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type(" // first");
  await page.keyboard.press("Escape");
  await expect(code(page, 0)).toContainText("// first");
  await page.keyboard.press("j");
  await page.keyboard.press("Shift+m");
  await expect(
    page.getByRole("status").filter({ hasText: "There is no cell below to merge with" }),
  ).toBeVisible();
  await page.keyboard.press("k");
  await page.keyboard.press("Shift+m");
  await expect(cells(page)).toHaveCount(1);
  await page.keyboard.press("z");
  await expect(cells(page)).toHaveCount(2);
  await expect(code(page, 0)).toContainText("// first");
  await page.keyboard.press("z");
  await expect(code(page, 0)).toHaveText("const one = 1;");
  await expect(page.getByRole("status").filter({ hasText: "Undone: typing in cell cell-1" })).toBeVisible();
});

test("a cell is split at the caret, turned into text, copied and pasted", async ({ page, site }) => {
  await notebook(page, site.address, ["const one = 1;\nconst two = 2;"]);
  await page.keyboard.press("Enter");
  await expect(page.locator(".monaco-editor")).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("End");
  await page.keyboard.press("Control+Shift+Minus");
  await expect.poll(() => codes(page)).toEqual(["const one = 1;", "const two = 2;"]);
  await expect(code(page, 1)).toBeFocused();
  await page.keyboard.press("c");
  await page.keyboard.press("m");
  await expect(cells(page)).toHaveCount(1);
  await expect(page.locator("[data-text]").filter({ hasText: "const two = 2;" })).toBeVisible();
  await code(page, 0).focus();
  await page.keyboard.press("v");
  await expect.poll(() => codes(page)).toEqual(["const one = 1;", "const two = 2;"]);
});

test("the palette finds a command and a cell; ? shows the keys", async ({ page, site }) => {
  await notebook(page, site.address, ["const one = 1;", "one + 1"]);
  await page.keyboard.press("p");
  const field = page.getByRole("combobox", { name: /Find a command/ });
  await expect(field).toBeFocused();
  await field.fill("cell-2");
  await page.keyboard.press("Enter");
  await expect(code(page, 1)).toBeFocused();
  await page.keyboard.press("Control+Shift+p");
  await page.getByRole("combobox").fill("run to here");
  await page.keyboard.press("Enter");
  await expect(cells(page).nth(1)).toHaveAttribute("data-status", "done", { timeout: 20_000 });
  await expect(code(page, 1)).toBeFocused();
  await page.keyboard.press("Shift+?");
  const map = page.getByRole("dialog", { name: "The keyboard" });
  await expect(map.getByText("Merge with the next cell")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(map).toBeHidden();
  await expect(code(page, 1)).toBeFocused();
});

test("the palette opens a lesson, and another notebook from within one", async ({ page, site }) => {
  await notebook(page, site.address, ["const one = 1;"]);
  const first = page.url();
  await page.goto(`${site.address}notebooks/`);
  await page.locator("input[type=file]").setInputFiles({
    name: "second.md",
    mimeType: "text/markdown",
    buffer: Buffer.from("---\ntitle: The second\n---\n\n```ts {#other}\n2;\n```\n"),
  });
  await expect(page.locator("section[data-cell=other]")).toBeVisible();
  const second = page.url();
  await page.goto(first);
  await expect(cells(page)).toHaveCount(1);
  await code(page, 0).focus();
  await page.keyboard.press("p");
  await page.getByRole("combobox").fill("second notebook");
  await expect(page.getByRole("option")).toHaveText([/Open The second/]);
  await page.keyboard.press("Enter");
  await expect(page.locator("section[data-cell=other]")).toBeVisible();
  expect(page.url()).toBe(second);
  await code(page, 0).focus();
  await page.keyboard.press("p");
  await page.getByRole("combobox").fill("chain rule lesson");
  await expect(page.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/lesson\/autograd/);
});

test("the cell's menu does the same by mouse and by arrow keys", async ({ page, site }) => {
  await notebook(page, site.address, ["const one = 1;", "one + 1"]);
  const menu = page.getByRole("menu", { name: "Cell cell-1" });
  await page.getByRole("button", { name: "Commands of cell cell-1" }).click();
  await menu.getByRole("menuitem", { name: "Hide or show the code" }).click();
  await expect(cells(page).first().locator("summary")).toBeVisible();
  await page.getByRole("button", { name: "Commands of cell cell-2" }).focus();
  await page.keyboard.press("Enter");
  const second = page.getByRole("menu", { name: "Cell cell-2" });
  await expect(second.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowDown");
  await expect(second.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(second).toBeHidden();
});

test("letters typed into a field or a cell are letters", async ({ page, site }) => {
  await notebook(page, site.address, ['const rate = number("rate", { value: 1 });\nrate;']);
  await page.keyboard.press("Shift+Enter");
  const field = page.getByRole("spinbutton", { name: "rate" });
  await field.click();
  await page.keyboard.type("dd");
  await page.keyboard.press("b");
  await expect(cells(page)).toHaveCount(1);
});

test("on a lesson the keys choose and run, and say why cells stay", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("functional");
  await page.cell("functional").locator("[data-code]").focus();
  await page.page.keyboard.press("d");
  await page.page.keyboard.press("d");
  await expect(
    page.page.getByRole("status").filter({ hasText: "The cells of a lesson stay where they are" }),
  ).toBeVisible();
  await page.page.keyboard.press("o");
  await expect(page.outputs("functional")).toBeHidden();
  await page.page.keyboard.press("o");
  await expect(page.outputs("functional")).toBeVisible();
});

test.describe("under a finger", () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test("the menu of a chosen cell opens, clear of its tools", async ({ page, site }) => {
    await notebook(page, site.address, ["const one = 1;", "one + 1"]);
    await page.getByRole("button", { name: "Commands of cell cell-1" }).tap();
    await page.getByRole("menu", { name: "Cell cell-1" }).getByRole("menuitem", { name: "Duplicate" }).tap();
    await expect(cells(page)).toHaveCount(3);
  });
});

test("finds in every cell and text, and one undo takes back what was replaced in all", async ({
  page,
  site,
}) => {
  await notebook(page, site.address, ["const rate = 1;", "rate + 1", "rates()"]);
  await page.keyboard.press("Control+Shift+F");
  const find = page.getByRole("search");
  await find.getByLabel("Find in all cells and text").fill("rate");
  await expect(find.getByRole("status").first()).toHaveText("1 of 3");
  await find.getByRole("button", { name: "Whole words" }).click();
  await expect(find.getByRole("status").first()).toHaveText("1 of 2");
  await find.getByLabel("Find in all cells and text").press("Enter");
  await expect(find.getByRole("status").first()).toHaveText("2 of 2");
  await find.getByLabel("Replace in code by").fill("speed");
  await find.getByRole("button", { name: "All" }).click();
  await expect.poll(() => codes(page)).toEqual(["const speed = 1;", "speed + 1", "rates()"]);
  await expect(find.getByText("Replaced 2 places in 2 cells")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(find).toBeHidden();
  await page.keyboard.press("z");
  await expect.poll(() => codes(page)).toEqual(["const rate = 1;", "rate + 1", "rates()"]);
});

test("draws who reads whom, says what is wrong, and leads to a cell", async ({ page, site }) => {
  await notebook(page, site.address, ["const xs = [1, 2];", "const p = q;", "const q = p + xs[0];"]);
  await page.getByRole("button", { name: "Run all" }).click();
  await expect(page.locator('[data-cell="cell-1"]')).toHaveAttribute("data-status", "done", {
    timeout: 20_000,
  });
  await code(page, 0).focus();
  await page.keyboard.press("g");
  const sheet = page.getByRole("dialog", { name: "Who reads whom" });
  await expect(sheet).toContainText("cell-2, cell-3 read one another in a circle.");
  await sheet.getByRole("button", { name: "Cell cell-1, up to date" }).focus();
  await page.keyboard.press("ArrowDown");
  await expect(sheet.getByRole("button", { name: "Cell cell-2, failed, something is wrong" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(sheet).toBeHidden();
  await expect(code(page, 1)).toBeFocused();
});

test("a table dropped on the page becomes a cell that has read it", async ({ page, site }) => {
  await notebook(page, site.address, ["1;"]);
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["a,b\n1,2\n30,40\n"], "mine.csv", { type: "text/csv" }));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  });
  await expect(cells(page)).toHaveCount(2);
  await expect(code(page, 1)).toContainText('fileInput("mine.csv")');
  await expect(page.locator("[data-cell]").nth(1).getByTestId("outputs")).toContainText(
    "mine.csv, 14 characters",
    { timeout: 20_000 },
  );
});
