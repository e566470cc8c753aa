import { expect, test } from "./site.ts";

test("both faces give [2, 4, 6]", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("functional");
  await page.isAwake("tape");
  for (const face of ["functional", "tape"])
    await expect(page.outputs(face)).toContainText(/2\s*4\s*6|2, 4, 6/);
});

test("the graph is walked backward edge by edge, with the local derivative as a number", async ({
  lesson,
}) => {
  const page = await lesson("autograd");
  await page.isAwake("graph");
  const graph = page.outputs("graph");
  await graph.scrollIntoViewIfNeeded();
  await graph.getByRole("button", { name: "First step" }).click();
  const step = graph.getByRole("slider", { name: "Step" });
  const last = Number(await step.getAttribute("max"));
  expect(last).toBeGreaterThan(6);
  const told = new Set<string>();
  for (let at = 0; at < last; at++) {
    told.add(await graph.locator("figcaption").innerText());
    await graph.getByRole("button", { name: "Step forward" }).click();
  }
  // Each step says something of its own, and the derivatives are numbers.
  expect(told.size).toBeGreaterThanOrEqual(last - 1);
  expect([...told].some((text) => /local derivative/i.test(text) || /×|·/.test(text))).toBe(true);
});
