import { expect, test, type Lesson } from "./site.ts";

async function scoreOf(lesson: Lesson, program: string): Promise<number> {
  const row = lesson.outputs("score-learned").getByRole("row", { name: program });
  return Number(await row.getByRole("cell").last().innerText());
}

test("the learned program beats the rules on the same held-out digits", async ({ lesson }) => {
  test.slow();
  const page = await lesson("software-1-vs-2");
  await page.isAwake("digits");
  await page.page.getByRole("button", { name: "Run all" }).click();
  await page.expectStatus("train", "done", 90_000);
  await page.expectStatus("score-learned", "done");
  const [byRules, learned] = [await scoreOf(page, "your rules"), await scoreOf(page, "learned")];
  expect(learned).toBeGreaterThan(0.95);
  expect(learned).toBeGreaterThan(byRules);
  await expect(page.page.locator(".claim[data-state=met]").first()).toBeVisible();
  await expect(page.page.locator(".claim[data-state=unmet]")).toHaveCount(0);
});

/** Long enough to be looked at, however fast the machine. */
async function trainLong(lesson: Lesson): Promise<void> {
  const code = await lesson.cell("train").locator("pre").innerText();
  await lesson.write("train", code.replace(/steps\(\d+\)/, "steps(1_000_000)"));
  await lesson.run("train");
  await expect(lesson.cell("train").getByRole("progressbar")).toBeVisible();
}

test("training shows its progress and stops with what it has learned", async ({ lesson }) => {
  const page = await lesson("software-1-vs-2");
  await page.isAwake("rate");
  await trainLong(page);
  const train = page.cell("train");
  await expect(train.getByText(/steps\/s/)).toBeVisible();
  await expect(train.getByText(/s left/)).toBeVisible();
  await train.getByRole("button", { name: "Stop" }).click();
  await page.expectStatus("train", "stopped");
  await page.expectStatus("curves", "done");
  await expect(page.outputs("score-learned").getByRole("row", { name: "learned" })).toBeVisible();
});

test("the learning rate is followed while training runs, without starting again", async ({ lesson }) => {
  const page = await lesson("software-1-vs-2");
  await page.isAwake("rate");
  await trainLong(page);
  const bar = page.cell("train").getByRole("progressbar");
  const before = Number(await bar.getAttribute("value"));
  const slider = page.outputs("rate").getByRole("slider");
  await slider.focus();
  for (let press = 0; press < 5; press++) await page.page.keyboard.press("ArrowRight");
  await expect(page.outputs("rate")).not.toContainText("0.01");
  await page.expectStatus("train", "running");
  expect(Number(await bar.getAttribute("value"))).toBeGreaterThan(before);
  await page.cell("train").getByRole("button", { name: "Stop" }).click();
  // What it has learned is kept, and older than the rate that the page now shows.
  await page.expectStatus("train", "stale");
});

test("both programs read a digit that is drawn with the mouse", async ({ lesson }) => {
  test.slow();
  const page = await lesson("software-1-vs-2");
  await page.isAwake("drawing");
  await page.run("train");
  await page.expectStatus("train", "done", 60_000);
  const pad = page.outputs("drawing").getByRole("application");
  await pad.scrollIntoViewIfNeeded();
  const box = (await pad.boundingBox())!;
  const at = (x: number, y: number): [number, number] => [box.x + x * box.width, box.y + y * box.height];
  const { mouse } = page.page;
  // A zero: an upright ring.
  await mouse.move(...at(0.5, 0.12));
  await mouse.down();
  for (let step = 1; step <= 24; step++) {
    const angle = (step / 24) * 2 * Math.PI;
    await mouse.move(...at(0.5 + 0.26 * Math.sin(angle), 0.5 - 0.38 * Math.cos(angle)));
  }
  await mouse.up();
  await expect(page.outputs("both-read")).toContainText("Your rules read 0. The learned program reads 0.");
});

test("the graph of the model shows shapes, values and gradients", async ({ lesson }) => {
  const page = await lesson("software-1-vs-2");
  await page.isAwake("graph");
  const graph = page.outputs("graph");
  await graph.scrollIntoViewIfNeeded();
  await expect(graph.getByText("params.w1").first()).toBeVisible();
  await expect(graph.getByText("[64, 32]").first()).toBeVisible();
  await expect(graph.getByText("grad").first()).toBeVisible();
});
