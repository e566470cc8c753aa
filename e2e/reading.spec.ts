import { expect, test } from "./site.ts";

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the start page lists the course", async ({ page, site }) => {
    await page.goto(site.address);
    await expect(page.getByRole("link", { name: "Software 1.0 and 2.0" })).toBeVisible();
    await expect(page.getByText("planned").first()).toBeVisible();
  });

  test("a lesson shows its text, its maths and its highlighted code", async ({ page, site }) => {
    await page.goto(site.address);
    await page.getByRole("link", { name: "Software 1.0 and 2.0" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Software 1.0 and 2.0");
    await expect(page.locator(".katex").first()).toBeVisible();
    await expect(page.getByRole("region", { name: "Cell rules" })).toContainText("function rules(");
    expect(await page.locator("[data-cell=rules] .tok-keyword").count()).toBeGreaterThan(3);
  });
});

test("the site works under a sub-path of a plain file host", async ({ page }) => {
  const { serveSite } = await import("../scripts/site/serve.mjs");
  const outside: string[] = [];
  const base = "/courses/slope/";
  const { server, address } = await serveSite({
    base,
    onrequest: (url: string) => url.startsWith(base) || outside.push(url),
  });
  await page.goto(address);
  await page.getByRole("link", { name: "Start lesson 1" }).click();
  await expect(page.getByRole("region", { name: "Cell digits" })).toHaveAttribute("data-status", "done", {
    timeout: 20_000,
  });
  await page.reload();
  await expect(page.getByRole("region", { name: "Cell digits" })).toHaveAttribute("data-status", "done", {
    timeout: 20_000,
  });
  server.close();
  expect(outside).toEqual([]);
});
