/** What a learner left comes back: outputs, sliders; and when there is no room, a way out. */
import { readFileSync } from "node:fs";
import { expect, test } from "./site.ts";

test("what a manual cell showed and where sliders stood is there on the next visit", async ({
  lesson,
  page,
}) => {
  const first = await lesson("software-1-vs-2");
  await first.isAwake("rate");
  const slider = first.cell("rate").getByRole("slider").first();
  await slider.focus();
  await slider.press("ArrowLeft");
  await slider.press("ArrowLeft");
  const stood = await slider.getAttribute("aria-valuetext");
  await first.run("train");
  await first.expectStatus("train", "done", 40_000);
  await expect(first.outputs("curves")).not.toBeEmpty();
  // Kept after a pause: read back from the store, not from a clock.
  await expect
    .poll(
      () =>
        page.evaluate(
          () =>
            new Promise<string[]>((resolve, reject) => {
              const opening = indexedDB.open("slope");
              opening.onerror = () => reject(opening.error ?? new Error("not opened"));
              opening.onsuccess = () => {
                const all = opening.result.transaction("visits").objectStore("visits").getAll();
                all.onsuccess = () => {
                  opening.result.close();
                  const visits = all.result as { cells: Record<string, unknown> }[]; // what the page has written
                  resolve(visits.flatMap(({ cells }) => Object.keys(cells)));
                };
              };
            }),
        ),
      { timeout: 15_000 },
    )
    .toContain("curves");

  await page.reload();
  await expect(first.cell("curves")).toContainText("From the last visit", { timeout: 20_000 });
  await first.isAwake("rate");
  expect(await slider.getAttribute("aria-valuetext")).toBe(stood);
  await expect(first.cell("curves")).toHaveAttribute("data-status", /idle|blocked/);
  await first.run("train");
  await expect(first.cell("curves")).not.toContainText("From the last visit", { timeout: 20_000 });
});

test("a full browser says so at once and offers the file", async ({ lesson, page }) => {
  await page.addInitScript(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("no room", "QuotaExceededError");
    };
  });
  const first = await lesson("autograd");
  await first.isAwake("functional");
  await first.write("functional", "grad(f)(tensor([1]));");
  await expect(first.notice).toContainText("no room left, so your changes are not being kept");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    first.notice.getByRole("button", { name: "Save as a file" }).click(),
  ]);
  expect(readFileSync(await download.path(), "utf8")).toContain("grad(f)(tensor([1]));");
});
