import type { Locator, Page } from "@playwright/test";
import { expect, test, type Lesson } from "./site.ts";

const exercise = (page: Page, name: string): Locator =>
  page.getByRole("region", { name: `Exercise: ${name}` });
const quiz = (page: Page, name: string): Locator => page.getByRole("form", { name: `Question: ${name}` });

const scaled = (body: string) => `const scaled = (weight: Tensor) => ${body};`;

/** In the page: the section that is kept as the one read last. */
function keptPlace(): Promise<string | null> {
  return new Promise((resolve) => {
    const opening = indexedDB.open("slope");
    opening.onsuccess = () => {
      const asked = opening.result.transaction("progress").objectStore("progress").get("autograd@1");
      asked.onsuccess = () => {
        opening.result.close();
        resolve((asked.result as { place: string | null } | undefined)?.place ?? null);
      };
    };
  });
}

async function checked(lesson: Lesson, page: Page, code: string): Promise<Locator> {
  await lesson.write("keep-the-path", code);
  const block = exercise(page, "Keep the path");
  await block.getByRole("button", { name: "Check" }).click();
  await expect(block.getByRole("button", { name: "Check" })).toBeEnabled({ timeout: 30_000 });
  return block.getByTestId("verdict");
}

test("an exercise: wrong with a reply that teaches, then right, and still done after a reload", async ({
  lesson,
  page,
}) => {
  const autograd = await lesson("autograd");
  await autograd.isAwake("keep-the-path");
  const block = exercise(page, "Keep the path");

  await block.getByRole("button", { name: "Check" }).click();
  const verdict = block.getByTestId("verdict");
  await expect(verdict).toContainText("Not yet");
  await expect(verdict).toContainText("Where does the other one end?");
  await expect(verdict).toContainText("found 4");
  await expect(block).toContainText("Tried");

  for (const [code, reply] of [
    ["const other = 1;", "no cell makes it"],
    [scaled("weight.pow(3).item()"), "leave out item()"],
    [scaled("weight.mul(NaN)"), "It holds NaN"],
    [scaled("{ throw new Error('hm') }"), "it threw Error: hm"],
    [scaled("(function* () {})()"), "Leave out the"],
    ["const scaled = ;", "cannot run yet"],
    [`${scaled("weight.pow(3)")}\nconst grad = 1;`, "a name that the check uses itself"],
  ]) {
    await expect(await checked(autograd, page, code)).toContainText(reply);
  }

  await expect(await checked(autograd, page, scaled("weight.pow(3)"))).toContainText("It passes.");
  await expect(block.locator(".state")).toHaveText("Done");
  await page.reload();
  await expect(block.locator(".state")).toHaveText("Done");
  await expect(block).toContainText("weight.pow(3)");
});

test("an answer that never ends is stopped, and the page stays alive", async ({ lesson, page }) => {
  const autograd = await lesson("autograd");
  await autograd.isAwake("keep-the-path");
  const block = exercise(page, "Keep the path");
  await autograd.write("keep-the-path", scaled("{ while (true) {} }"));
  await block.getByRole("button", { name: "Check" }).click();
  await autograd.expectFullFrameRate();
  await expect(block.getByTestId("verdict")).toContainText("Is there a loop that never ends", {
    timeout: 30_000,
  });
  await expect(await checked(autograd, page, scaled("weight.pow(3)"))).toContainText("It passes.");
});

test("hints come one at a time; a solution is a difference, and is marked as seen", async ({
  lesson,
  page,
}) => {
  const autograd = await lesson("autograd");
  await autograd.isAwake("operations");
  const block = exercise(page, "Four local derivatives");
  const hints = block.getByRole("list", { name: "Hints" }).getByRole("listitem");
  await expect(hints).toHaveCount(0);
  for (const count of [1, 2, 3]) {
    await block.getByRole("button", { name: /hint/i }).click();
    await expect(hints).toHaveCount(count);
  }
  await expect(block.getByRole("button", { name: /hint/i })).toHaveCount(0);
  await block.getByRole("button", { name: "Show a solution" }).click();
  const solution = block.getByRole("figure", { name: "Solution" });
  await expect(solution.locator(".new")).toHaveCount(5);
  await expect(solution.locator(".same").first()).toContainText("const operations = {");
  await expect(block.locator(".state")).toHaveText("Solution seen");
});

test("a question is answered by keyboard: wrong with its misconception, then right", async ({
  lesson,
  page,
}) => {
  await lesson("autograd");
  const block = quiz(page, "Why backward?");
  await block.getByRole("radio", { name: /more precise/ }).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await expect(block.getByTestId("reply")).toContainText("Both ways are exact.");
  await expect(block).toContainText("Tried");
  await block.getByRole("radio", { name: /slopes for all inputs/ }).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await expect(block.getByTestId("reply")).toContainText("Right.");

  const number = quiz(page, "Twice more");
  await number.getByRole("textbox").fill("24");
  await page.keyboard.press("Enter");
  await expect(number.getByTestId("reply")).toContainText("It does not double.");
  await number.getByRole("textbox").fill("18");
  await page.keyboard.press("Enter");
  await expect(number.getByTestId("reply")).toContainText("Right.");
  await expect(number.locator(".state")).toHaveText("Done");
});

test("steps are put in order by keyboard, and a plot is predicted", async ({ lesson, page }) => {
  await lesson("autograd");
  const steps = quiz(page, "The order of the walk");
  const items = steps.getByRole("list").first().getByRole("listitem");
  await expect(items).toHaveCount(4);
  await steps.getByRole("button", { name: "Answer" }).click();
  await expect(steps.getByTestId("reply")).toContainText(/first|come/);
  const right = ["Wait until every", "Take the slope", "Multiply it by", "Add each product"];
  for (const [to, words] of right.entries()) {
    let from = (await items.allInnerTexts()).findIndex((text) => text.includes(words));
    await items
      .nth(from)
      .getByRole("button", { name: /^Move step/ })
      .and(steps.locator(":enabled"))
      .first()
      .focus();
    for (; from > to; from -= 1) await page.keyboard.press("ArrowUp");
  }
  await steps.getByRole("button", { name: "Answer" }).click();
  await expect(steps.getByTestId("reply")).toContainText("Right.");

  const plot = quiz(page, "Predict the plot");
  await expect(plot.locator("svg polyline")).toHaveCount(3);
  await plot.getByRole("radio", { name: "The smaller the step" }).check();
  await plot.getByRole("button", { name: "Answer" }).click();
  await expect(plot.getByTestId("reply")).toContainText("limited number of digits");
  await plot.getByRole("radio", { name: "then it rises again" }).check();
  await plot.getByRole("button", { name: "Answer" }).click();
  await expect(plot.getByTestId("reply")).toContainText("Right.");
});

test("a term shows its definition and closes with Escape", async ({ lesson, page }) => {
  await lesson("autograd");
  await page.getByRole("button", { name: "tape", exact: true }).click();
  const definition = page.getByText("The record of the operations that ran");
  await expect(definition).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(definition).toBeHidden();
});

test("the start page counts what is done and continues where one stopped", async ({ lesson, page, site }) => {
  await page.goto(site.address);
  await expect(page.getByRole("link", { name: "Start lesson 1" })).toBeVisible();

  await lesson("autograd");
  const number = quiz(page, "Twice more");
  await number.getByRole("textbox").fill("18");
  await page.keyboard.press("Enter");
  await expect(number.locator(".state")).toHaveText("Done");
  // The place is kept once scrolling has come to rest.
  await expect.poll(() => page.evaluate(keptPlace)).not.toBeNull();

  await page.goto(site.address);
  const row = page
    .getByRole("listitem")
    .filter({ has: page.getByRole("link", { name: "The chain rule, made visible" }) });
  await expect(row).toContainText(/\b1 of \d+ done/);
  await page.getByRole("link", { name: "Continue: The chain rule, made visible" }).click();
  await expect(page).toHaveURL(/\/lesson\/autograd\/?#.+/);
  await expect(page.getByRole("heading", { name: "Twice more" })).toBeInViewport();

  await page.goto(`${site.address}glossary/`);
  await expect(page.getByRole("term").filter({ hasText: "reverse mode" })).toBeVisible();
});
