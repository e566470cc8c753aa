import { long } from "../scripts/page/notebooks.mjs";
import { expect, test } from "./site.ts";

// A trace copies the whole page at every step, which takes most of a minute here.
test.use({ trace: "off" });

test("a notebook of 200 cells runs, and its last cell is edited like any other", async ({ page, site }) => {
  test.slow();
  await page.goto(`${site.address}notebooks/`);
  await expect(page.getByText("There is none yet")).toBeVisible();
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "long.md", mimeType: "text/markdown", buffer: Buffer.from(long(200)) });
  // By attribute: a search by role walks through every formula.
  const [first, last] = ["piece-0", "piece-199"].map((id) => page.locator(`[data-cell=${id}]`));
  await expect(last).toBeAttached();
  await page.getByText("Run all").click();
  await expect(page.locator("[data-status=done]")).toHaveCount(200, { timeout: 60_000 });

  await last.locator("[data-code]").click();
  await expect(last.locator(".monaco-editor").first()).toBeVisible({ timeout: 30_000 });
  // What is in hand is no box that clips its editor; what is far away costs no layout.
  await expect(last).toHaveCSS("content-visibility", "visible");
  await expect(first).toHaveCSS("content-visibility", "auto");
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("slope198.length * 100");
  await page.keyboard.press("Shift+Enter");
  await expect(last.getByTestId("outputs")).toContainText("400");
});
