/** Every lesson as a learner goes through it: run all, one exercise wrong and then right, each slider moved, on a phone too. */
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { exerciseBlocks, type ExerciseBlock, type Lesson as LessonText } from "../app/document/lesson.ts";
import { expectAccessible } from "./accessible.ts";
import { readLessons } from "../scripts/lesson/lesson-files.ts";
import { expect, test, type Lesson } from "./site.ts";

/** Between them they show every kind of view; looking at all of a page takes a while. */
const withMostViews = new Set(["functional", "reinforce", "training"]);

const root = fileURLToPath(new URL("..", import.meta.url));

for (const text of await readLessons(root)) {
  test(`${text.id}: all runs, an exercise is done, every slider moves`, async ({ lesson, page }) => {
    test.setTimeout(180_000);
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    const shown = await lesson(text.id);
    await expect(page.locator("[data-status=done]").first()).toBeVisible({ timeout: 20_000 });
    await page.getByRole("button", { name: "Run all" }).click();
    await isAtRest(page, 120_000);
    await hasNoError(page);
    await expect(page.locator("[data-status=idle], [data-status=stale]")).toHaveCount(0);
    await expect(page.locator(".claim:not([data-state=met])")).toHaveCount(0);

    if (withMostViews.has(text.id)) await expectAccessible(page, "[data-testid=outputs]");

    const [exercise] = exerciseBlocks(text.blocks);
    await isAnswered(shown, page, exercise);
    await slidersMove(page);
    await fitsItsWindow(page, text);
    expect(complaints).toEqual([]);
  });
}

async function isAtRest(page: Page, timeout: number): Promise<void> {
  await expect(page.locator("[data-status=running], [data-status=queued]")).toHaveCount(0, { timeout });
}

async function hasNoError(page: Page): Promise<void> {
  await expect(page.getByTestId("error")).toHaveCount(0);
}

async function isAnswered(lesson: Lesson, page: Page, exercise: ExerciseBlock): Promise<void> {
  const block = page.getByRole("region", { name: `Exercise: ${exercise.title ?? exercise.id}` });
  const check = block.getByRole("button", { name: "Check" });
  const verdict = block.getByTestId("verdict");
  await check.click();
  await expect(verdict).toContainText("Not yet", { timeout: 30_000 });
  const [wrong] = exercise.wrong;
  for (const [code, reply] of [
    [wrong.code, wrong.reply] as const,
    [exercise.solution, "It passes."] as const,
  ]) {
    await lesson.write(exercise.id, code);
    await isAtRest(page, 60_000);
    await check.click();
    await expect(verdict).toContainText(reply, { timeout: 30_000 });
  }
}

async function slidersMove(page: Page): Promise<void> {
  for (const slider of await page.getByRole("slider").all()) {
    // Those of a tape or of an output that is not open are not controls of the lesson.
    if (!(await slider.isVisible()) || !(await slider.isEnabled())) continue;
    for (const key of ["End", "Home"]) {
      await slider.press(key);
      await isAtRest(page, 60_000);
      await hasNoError(page);
    }
  }
}

/** Nothing reaches out of the window sideways, neither on a projector nor on a phone. */
async function fitsItsWindow(page: Page, { id }: LessonText): Promise<void> {
  for (const width of [1280, 390]) {
    await page.setViewportSize({ width, height: 800 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over, `${id} at ${width} px reaches out of the window`).toBeLessThanOrEqual(0);
  }
}
