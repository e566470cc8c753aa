import { expect, test } from "./site.ts";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

test("on a phone a cell opens a light editor, is written with the symbol bar, and runs", async ({
  lesson,
}) => {
  const page = await lesson("autograd");
  await page.isAwake("slopes");
  const cell = page.cell("slopes");
  await cell.getByRole("group", { name: "Code of cell slopes" }).tap();
  const editor = cell.getByRole("textbox", { name: "Code of cell slopes" });
  await expect(editor).toBeFocused();
  await expect(cell.locator(".monaco-editor")).toHaveCount(0);
  expect(
    parseFloat(await editor.evaluate((element) => getComputedStyle(element).fontSize)),
  ).toBeGreaterThanOrEqual(16);

  const bar = page.page.getByRole("toolbar", { name: "Signs and moves" });
  const press = (name: string) => bar.getByRole("button", { name, exact: true }).tap();
  await page.page.keyboard.press("ControlOrMeta+A");
  await page.page.keyboard.type("const answer");
  await press("=");
  await press("[");
  await page.page.keyboard.type("6");
  await press(",");
  await page.page.keyboard.type("7");
  // The bracket that came with the first one is stepped over.
  await press("]");
  await page.page.keyboard.type(".map");
  await press("(");
  await page.page.keyboard.type("n ");
  await press("=>");
  await page.page.keyboard.type(" n");
  await press("*");
  await page.page.keyboard.type("2");
  await press("Right");
  await press(";");
  await page.page.keyboard.type(" answer");
  await expect(editor).toHaveText("const answer=[6,7].map(n => n*2); answer");
  await expect(editor).toBeFocused();
  await press("Run this cell");
  await expect(page.outputs("slopes")).toContainText("14");
  await press("Undo");
  await expect(editor).not.toHaveText("const answer=[6,7].map(n => n*2); answer");
  await press("Redo");
  await press("Done");
  await expect(editor).toBeHidden();
  await expect(bar).toBeHidden();
  await expect(cell.locator("[data-code]")).toHaveText("const answer=[6,7].map(n => n*2); answer");
});

test("on a phone the light editor marks what is wrong and offers the engine's names", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("slopes");
  const cell = page.cell("slopes");
  await cell.getByRole("group", { name: "Code of cell slopes" }).tap();
  const editor = cell.getByRole("textbox", { name: "Code of cell slopes" });
  await expect(editor).toBeFocused();
  await page.page.keyboard.press("ControlOrMeta+A");
  await page.page.keyboard.type("nn.crossEn");
  await page.page.getByRole("option", { name: "crossEntropy", exact: true }).tap();
  await expect(editor).toHaveText("nn.crossEntropy");
  await page.page.keyboard.type("; slopse");
  await page.page.getByRole("button", { name: "Run this cell" }).tap();
  await expect(editor.locator(".problem-error, .problem-warning")).toHaveText("slopse");
});

test("a finger drags a number", async ({ lesson }) => {
  const page = await lesson("software-1-vs-2");
  await page.isAwake("score-rules");
  const rules = page.cell("rules");
  const number = rules.locator(".tok-number", { hasText: "0.33" });
  await number.scrollIntoViewIfNeeded();
  const box = (await number.boundingBox())!;
  const [x, y] = [Math.round(box.x + 6), Math.round(box.y + 8)];
  const finger = await page.page.context().newCDPSession(page.page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", at: number) =>
    finger.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: type === "touchEnd" ? [] : [{ x: at, y }],
    });
  await touch("touchStart", x);
  for (let moved = 4; moved <= 60; moved += 4) await touch("touchMove", x + moved);
  await touch("touchEnd", x + 60);
  await expect(rules.locator("[data-code]")).toContainText(/m\.foot > 0\.4\d/);
  await expect(rules.getByRole("textbox")).toHaveCount(0);
});

for (const width of [390, 320]) {
  test(`nothing is wider than a phone of ${width} pixels`, async ({ page, site }) => {
    await page.setViewportSize({ width, height: 844 });
    for (const path of ["", "lesson/software-1-vs-2/", "lesson/autograd/", "notebooks/", "notebook/"]) {
      await page.goto(site.address + path);
      if (path.startsWith("lesson")) {
        await expect(page.locator("[data-status=done]").first()).toBeVisible({ timeout: 20_000 });
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(
        width,
      );
    }
  });
}

test("on the narrowest phone the header holds while a training runs, and a thumb meets its buttons", async ({
  lesson,
}) => {
  const page = await lesson("software-1-vs-2");
  await page.page.setViewportSize({ width: 320, height: 700 });
  await page.isAwake("start");
  await page.run("train");
  const header = page.page.getByRole("banner").first();
  await expect(header.getByRole("button", { name: "Stop" })).toBeVisible();
  expect(await page.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  for (const button of await header.locator("button:visible, summary").all()) {
    expect((await button.boundingBox())!.height).toBeGreaterThanOrEqual(44);
  }
});

test("a finger takes the nearest point of the first minute", async ({ page, site }) => {
  await page.goto(site.address);
  const point = page.getByRole("button", { name: "Point 3" });
  await expect(page.getByRole("application")).toBeVisible();
  await page.waitForLoadState("networkidle");
  const before = (await point.boundingBox())!;
  const [x, y] = [before.x + before.width / 2 + 14, before.y + before.height / 2 - 12];
  const finger = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", at: number) =>
    finger.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y: at }] });
  await touch("touchStart", y);
  for (let moved = 5; moved <= 40; moved += 5) await touch("touchMove", y + moved);
  await touch("touchEnd", y + 40);
  expect((await point.boundingBox())!.y).toBeGreaterThan(before.y + 15);
});
