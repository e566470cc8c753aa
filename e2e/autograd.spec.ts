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
  const last = Number(await graph.getByRole("slider", { name: "Step" }).getAttribute("max"));
  const told: string[] = [];
  for (let at = 0; at <= last; at++) {
    told.push((await graph.locator("figcaption").innerText()).replace(/\s+/g, " "));
    if (at < last) await graph.getByRole("button", { name: "Step forward" }).click();
  }
  // y = a b + a at a = 2, b = 3: one step back for each of the four edges, upstream x local = what goes on.
  expect(told.filter((text) => text.includes("Back from"))).toHaveLength(4);
  const [intoA] = told.filter((text) => text.includes("Back from mul to a"));
  expect(intoA).toMatch(/1 upstream × 3 local = 3 to a/);
  expect(intoA).toContain("1 + 3 = 4");
  expect(told.find((text) => text.includes("Back from mul to b"))).toMatch(/1 upstream × 2 local = 2 to b/);
});
