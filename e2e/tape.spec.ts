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
