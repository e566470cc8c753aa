/** What programs do that never end, or end badly: after each the learner has the words, the text, the other results and a live page. */
import { expect, test, type Lesson } from "./site.ts";

/** Every case ends here: the text stands, what the other cells showed is there, and the cell runs again. */
async function expectAllIsWell(page: Lesson, text: string): Promise<void> {
  await page.expectFullFrameRate();
  await expect(page.cell("functional").locator("pre").first()).toContainText(text);
  await page.expectStatus("graph", "done", 20_000);
  await expect(page.outputs("graph")).not.toBeEmpty();
  await expect(page.error("graph")).toHaveCount(0);
  await page.rewrite("functional", "20 + 22");
  await page.expectStatus("functional", "done", 20_000);
  await expect(page.outputs("functional")).toContainText("42");
}

test("an endless generator runs, shows its newest step, and stops with it kept", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  await page.rewrite("functional", "(function* () { for (let i = 1; ; i++) yield `step ${i} of it`; })()");
  await expect(page.outputs("functional")).toContainText("of it", { timeout: 15_000 });
  await page.expectFullFrameRate();
  await page.page.getByRole("button", { name: "Stop", exact: true }).first().click();
  await page.expectStatus("functional", "stopped");
  await expect(page.outputs("functional")).toContainText("of it");
  await expectAllIsWell(page, "of it");
});

test("a training rests when paused, goes one step at a time, and goes on", async ({ lesson }) => {
  const page = await lesson("autograd");
  const press = (name: string) => page.page.getByRole("button", { name, exact: true }).first().click();
  const shown = () => page.outputs("functional").innerText();
  await page.isAwake("tape");
  await page.rewrite("functional", "(function* () { for (let i = 1; ; i++) yield i; })()");
  await expect(page.outputs("functional")).toContainText(/\d/, { timeout: 15_000 });
  await press("Pause");
  await page.page.waitForTimeout(500);
  const rested = await shown();
  await page.page.waitForTimeout(500);
  expect(await shown()).toBe(rested);
  await press("Step");
  await expect.poll(shown).not.toBe(rested);
  const number = (text: string) => Number(text.replace(/\D/g, ""));
  expect(number(await shown())).toBe(number(rested) + 1);
  await press("Go on");
  await expect.poll(async () => number(await shown())).toBeGreaterThan(number(rested) + 100);
  await press("Stop");
  await page.expectStatus("functional", "stopped");
});

test("a promise that never settles is left behind by Stop", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  await page.rewrite("functional", "await new Promise(() => {});");
  await page.expectStatus("functional", "running");
  await page.expectFullFrameRate();
  await page.page.getByRole("button", { name: "Stop", exact: true }).first().click();
  await page.expectStatus("functional", "stopped");
  await expectAllIsWell(page, "await new Promise");
});

test("a recursion without end is told in words", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  await page.rewrite("functional", "const down = (n: number): number => down(n + 1);\ndown(0)");
  await page.expectStatus("functional", "failed");
  await expect(page.error("functional")).toContainText("calls itself without end");
  await expectAllIsWell(page, "down(n + 1)");
});

test("a throw in a timer is shown at the cell that set it", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("tape");
  await page.rewrite("functional", 'setTimeout(() => { throw new Error("too late"); }, 50);\n"set"');
  await expect(page.error("functional")).toContainText("too late");
  await expectAllIsWell(page, "too late");
});
