/** The tape of a training in the page: time is dragged back, everything follows, and a new run goes on from there. */
import { expect, test } from "./site.ts";

const TRAIN = `const climb = (function* () {
  let { height } = resume({ height: 0 });
  for (const step of steps(40)) {
    height += 1;
    yield { height, loss: 1 / height };
  }
})();`;

test("time is dragged back, what reads the training follows, and a fork goes on from there", async ({
  lesson,
}) => {
  const page = await lesson("autograd");
  await page.isAwake("functional");
  await page.rewrite("functional", TRAIN);
  await page.expectStatus("functional", "done");
  await page.rewrite("tape", "const seen = climb.height * 1000;\nseen;");
  await page.expectStatus("tape", "done");
  await expect(page.outputs("tape")).toContainText("40000");
  const tape = page.cell("functional").getByRole("region", { name: "Tape of functional" });
  const time = tape.getByRole("slider", { name: "Time" });
  await time.fill("9");
  await expect(page.outputs("tape")).toContainText("10000");
  await expect(tape.getByRole("status").or(tape.locator("output"))).toContainText("step 9 of 39 · height 10");
  await time.press("ArrowRight");
  await expect(page.outputs("tape")).toContainText("11000");
  await tape.getByRole("button", { name: "Runs" }).click();
  await tape.getByRole("button", { name: "Go on from this step" }).click();
  await expect(page.outputs("tape")).toContainText("51000");
  await expect(tape.getByRole("button", { name: "run 2, from step 10" })).toBeVisible();
  await expect(
    tape.getByRole("img", { name: /^height of 2 runs over 49 steps, between 1 and 51/ }),
  ).toBeVisible();
  await tape.getByRole("combobox", { name: "Number shown" }).selectOption("loss");
  await expect(tape.getByRole("img", { name: /on a logarithmic scale$/ })).toBeVisible();
  // The first run is still there to go back to.
  await tape.getByRole("button", { name: "run 1", exact: true }).click();
  await expect(page.outputs("tape")).toContainText("40000");
  await tape.getByRole("button", { name: "Newest" }).click();
  await expect(page.outputs("tape")).toContainText("51000");
});

const CLIMB = `const run = (function* () {
  let { height } = resume({ height: 0 });
  for (const step of steps(30)) yield { height: (height += 2), lengths: [height], scatter: [1], weights: [[height, 0, 0, 0]], params: start };
})();`;

test("a tape survives a reload: time is dragged back before anything has run", async ({ lesson, page }) => {
  const first = await lesson("reinforce");
  await first.isAwake("episode-loss");
  await first.rewrite("learn", CLIMB);
  await first.expectStatus("learn", "done");
  await first.rewrite("lengths", "run.height;");
  await first.expectStatus("lengths", "done");
  await expect(first.outputs("lengths")).toContainText("60");
  await expect.poll(() => page.evaluate(tapesKept), { timeout: 15_000 }).toBe(1);

  await page.reload();
  await first.expectStatus("learn", "stopped", 20_000);
  await first.expectStatus("lengths", "done");
  await expect(first.cell("learn")).toContainText("From the last visit");
  const tape = first.cell("learn").getByRole("region", { name: "Tape of learn" });
  await tape.getByRole("slider", { name: "Time" }).fill("4");
  await expect(first.outputs("lengths")).toContainText("10");
  await tape.getByRole("button", { name: "Runs" }).click();
  await tape.getByRole("button", { name: "Go on from this step" }).click();
  await expect(first.outputs("lengths")).toContainText("70");
  await expect(tape.getByRole("button", { name: "run 2, from step 4" })).toBeVisible();
});

function tapesKept(): Promise<number> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("slope");
    opening.onerror = () => reject(opening.error ?? new Error("not opened"));
    opening.onsuccess = () => {
      const count = opening.result.transaction("tapes").objectStore("tapes").count();
      count.onsuccess = () => {
        opening.result.close();
        resolve(count.result);
      };
    };
  });
}
