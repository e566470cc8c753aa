import { expect, test } from "./site.ts";

test("a syntax error is told at its place and nothing else is lost", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("functional");
  await page.rewrite("functional", "const a = (1 + ;");
  await page.expectStatus("functional", "failed");
  await expect(page.error("functional").first()).toBeVisible();
  await expect(page.cell("functional").locator(".problem-error")).toBeVisible();
  await page.expectStatus("graph", "done");
  await expect(page.cell("functional").locator("pre")).toContainText("const a = (1 + ;");
});

test("a type error at run time marks the exact token", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("functional");
  await page.rewrite("functional", "const v: any = null;\nconst w = v.missing.deep;\nw");
  await page.expectStatus("functional", "failed");
  await expect(page.error("functional")).toContainText("line 2");
  const marked = page.cell("functional").locator(".problem-error");
  await expect(marked.first()).toBeVisible();
  expect((await marked.allInnerTexts()).join("")).toBe("missing");
});

test("shapes that do not fit are told in words", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("functional");
  await page.rewrite("functional", "np.ones([32, 784]).matmul(np.ones([512, 10]))");
  await expect(page.error("functional")).toContainText(
    "inner sizes differ: [32, 784] x [512, 10]; 784 is not 512",
  );
  await expect(
    page.error("functional").getByRole("img", { name: "A row of the first has 784" }),
  ).toBeVisible();
  await page.rewrite("functional", "np.ones([5, 4, 3]).add(np.ones([2, 3]))");
  const picture = page.error("functional").getByRole("img", { name: "axis -2 is 4 above and 2 below" });
  await expect(picture).toBeVisible();
  await expect(picture.locator(".wrong")).toHaveText(["4", "2"]);
});

test("an error in another cell's helper is marked there and at the call", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  await page.rewrite("functional", "const pickFirst = (xs: any) => xs.map((x: any) => x);");
  await page.expectStatus("functional", "done");
  await page.rewrite("tape", "const picked = pickFirst(null);");
  await page.expectStatus("tape", "failed");
  const marked = async (id: string) =>
    (await page.cell(id).locator(".problem-error").allInnerTexts()).join("");
  await expect.poll(() => marked("functional")).toBe("map");
  await expect.poll(() => marked("tape")).toBe("pickFirst");
});

test("an unknown name suggests the nearest known one", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("functional");
  await page.rewrite("functional", "tensr([1, 2])");
  await expect(page.error("functional")).toContainText("tensr");
  await expect(page.error("functional")).toContainText("tensor");
});

test("a name made twice names both cells", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  await page.rewrite("functional", "const taped = 1;");
  await expect(page.error("functional").or(page.error("tape")).first()).toContainText("taped");
});

test("a circle of cells names its path", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  await page.write("functional", "const here = there + 1;");
  await page.rewrite("tape", "const there = here + 1;");
  await expect(page.error("tape")).toContainText("functional");
});

test("an endless loop leaves the page at full frame rate, and Stop ends it", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  await page.rewrite("functional", "let count = 0;\nfor (;;) count++;");
  await expect(page.notice).toContainText("functional has held the thread", {
    timeout: 15_000,
  });
  await page.expectFullFrameRate();
  await page.notice.getByRole("button", { name: "Stop" }).click();
  await page.expectStatus("functional", "stopped", 20_000);
  await page.expectStatus("graph", "done", 20_000);
  await expect(page.cell("functional").locator("pre")).toContainText("for (;;) count++;");
  await page.rewrite("functional", "1 + 1");
  await page.expectStatus("functional", "done");
});

test("an endless loop of awaits is ended as well", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  await page.rewrite("functional", "for (;;) await null;");
  await expect(page.notice).toContainText("functional has held the thread", { timeout: 15_000 });
  await page.notice.getByRole("button", { name: "Stop" }).click();
  await page.expectStatus("functional", "stopped", 20_000);
  await page.expectStatus("graph", "done", 20_000);
});

test("of two endless loops neither runs again in the fresh kernel", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  for (const id of ["functional", "tape"]) {
    await page.rewrite(id, "for (;;);");
    await expect(page.notice).toContainText(`${id} has held the thread`, { timeout: 15_000 });
    await page.notice.getByRole("button", { name: "Stop" }).click();
    await page.expectStatus(id, "stopped", 20_000);
    await page.expectStatus("graph", "done", 20_000);
  }
  await expect(page.notice).not.toContainText("held the thread");
  await page.expectStatus("functional", "stopped");
});

test("an endless print is cut short, stops, and waits for the learner on the next visit", async ({
  lesson,
}) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  await page.rewrite("functional", 'let line = 0;\nfor (;;) console.log("line", line++);');
  await expect(page.outputs("functional")).toContainText("line 0", { timeout: 15_000 });
  await expect(page.notice).toContainText("held the thread", { timeout: 15_000 });
  await page.expectFullFrameRate();
  await page.page.getByRole("button", { name: "Stop", exact: true }).first().click();
  await page.expectStatus("functional", "stopped", 20_000);
  await page.expectStatus("graph", "done", 20_000);
  await expect(page.outputs("graph")).not.toBeEmpty();
  await expect(page.cell("functional").locator("pre").first()).toContainText("line++");
  await page.page.reload();
  await expect(page.notice).toContainText("nothing was run this time", { timeout: 15_000 });
});

test("what was typed is there after a reload, even one in the same moment", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("functional");
  await page.write("functional", "const kept = 12345;");
  await page.page.reload();
  await expect(page.cell("functional").locator("pre")).toContainText("const kept = 12345;");
  await page.cell("functional").getByRole("button", { name: "Reset" }).click();
  await expect(page.cell("functional").locator("pre")).not.toContainText("12345");
  await page.cell("functional").getByRole("button", { name: "Undo reset" }).click();
  await expect(page.cell("functional").locator("pre")).toContainText("12345");
});

test("a cell that held the thread does not run by itself on the next visit", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  await page.rewrite("functional", "for (;;);");
  await expect(page.notice).toContainText("held the thread", { timeout: 15_000 });
  await page.page.reload();
  await expect(page.notice).toContainText("nothing was run this time");
  await page.expectStatus("graph", "idle");
});

test("a name made twice is made local with a click", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  await page.rewrite("functional", "const mine = 1;");
  await page.rewrite("tape", "const mine = 1;\nmine + 41");
  await page.cell("tape").getByRole("button", { name: "Make it local: _mine" }).click();
  await page.expectStatus("tape", "done");
  await expect(page.cell("tape").locator("pre").first()).toContainText("const _mine = 1;");
  await expect(page.outputs("tape")).toContainText("42");
  await expect(page.error("tape")).toHaveCount(0);
});

test("a quick fix is offered in the editor too, on what is marked wrong", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  await page.rewrite("functional", "const mine = 1;");
  await page.rewrite("tape", "const mine = 1;\nmine + 41");
  await page.enter("tape");
  await page.page.keyboard.press("ControlOrMeta+Home");
  // To the end of `mine`, where it is made.
  await page.page.keyboard.press("ControlOrMeta+ArrowRight");
  await page.page.keyboard.press("ControlOrMeta+ArrowRight");
  await page.page.keyboard.press("ControlOrMeta+.");
  const offered = page.page.locator(".action-widget").getByText("Make it local: _mine");
  await expect(offered).toBeVisible({ timeout: 20_000 });
  await page.page.keyboard.press("Enter");
  await expect(page.outputs("tape")).toContainText("42");
});

test("a cell that is switched off runs no more, says so to its readers, and comes back", async ({
  lesson,
}) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  await page.rewrite("functional", "const lent = 41;");
  await page.rewrite("tape", "lent + 1");
  await expect(page.outputs("tape")).toContainText("42");
  await page.cell("functional").hover();
  await page.cell("functional").getByRole("button", { name: "Who reads whom" }).click();
  await page.cell("functional").getByRole("button", { name: "tape", exact: true }).click();
  await expect(page.cell("tape").locator("[data-code]")).toBeFocused();
  await page.cell("functional").hover();
  await page.cell("functional").getByRole("button", { name: "Switch off" }).click();
  await page.expectStatus("functional", "off");
  await expect(page.error("tape")).toContainText("made by cell functional, which is switched off");
  await page.cell("functional").getByRole("button", { name: "Switch on" }).last().click();
  await page.expectStatus("functional", "done");
  await page.expectStatus("tape", "done");
  await expect(page.error("tape")).toHaveCount(0);
});
