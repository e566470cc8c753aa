import { readFile } from "node:fs/promises";
import { expect, shown, test } from "./site.ts";

test("a tensor is looked at as picture, histogram and table, and NaN is never a number", async ({
  lesson,
}) => {
  const { outputs } = await shown(
    lesson,
    "const xs = Array.from({ length: 6400 }, (_, i) => (i === 6399 ? NaN : i));\ntensor(xs).reshape([200, 32])",
  );
  await expect(outputs.getByRole("img", { name: "Heat-map of 200 by 32" })).toBeVisible();
  await expect(outputs).toContainText("1 NaN");
  const ways = outputs.getByRole("radiogroup", { name: "Shown as" });
  await ways.getByRole("radio", { name: "heat-map" }).focus();
  await ways.page().keyboard.press("ArrowRight");
  await expect(outputs.getByRole("img", { name: "Histogram of the entries from 0 to 6398" })).toBeVisible();
  await ways.getByText("table").click();
  const table = outputs.getByRole("region", { name: "Table of 200 rows and 32 columns" });
  await expect(table.getByRole("cell", { name: "33", exact: true })).toBeVisible();
  // Only what is in sight is in the page, wherever one scrolls to.
  await table.evaluate((box) => box.scrollTo(box.scrollWidth, box.scrollHeight));
  await expect(table.getByRole("cell", { name: "NaN" })).toBeVisible();
  await expect(table.getByRole("cell", { name: "6398", exact: true })).toBeVisible();
  expect(await table.getByRole("cell").count()).toBeLessThan(1200);
});

test("a large value opens entry by entry, and an object that holds itself has an end", async ({ lesson }) => {
  const { outputs } = await shown(
    lesson,
    `const run = { losses: Array.from({ length: 1000 }, (_, i) => i / 2), seen: new Map([["a", new Set([1])]]), get rude() { throw new Error("no"); } };
run.self = run;
run`,
  );
  await outputs.getByText("losses").click();
  await outputs.getByText("900 … 999").click();
  await expect(outputs.getByText("499.5", { exact: true })).toBeVisible();
  await expect(outputs.getByText("(getter)")).toBeVisible();
  await expect(outputs.getByText("(the object 1 up)")).toBeVisible();
});

test("a table is sorted with the keyboard", async ({ lesson }) => {
  const { page, outputs } = await shown(
    lesson,
    'table([{ run: "b", loss: 2 }, { run: "a", loss: NaN }, { run: "c", loss: 10 }])',
  );
  const rows = () => outputs.locator("tbody tr").allInnerTexts();
  await outputs.getByRole("button", { name: "loss" }).focus();
  await page.page.keyboard.press("Enter");
  expect((await rows()).map((row) => row[0]).join("")).toBe("bca");
  await page.page.keyboard.press("Enter");
  expect((await rows()).map((row) => row[0]).join("")).toBe("cba");
  await expect(outputs.getByRole("columnheader", { name: "loss" })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
});

test("an output is copied, saved and enlarged from the keyboard", async ({ lesson, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { page, outputs } = await shown(lesson, "tensor([[1, 2], [3, NaN]])");
  const { keyboard } = page.page;
  const tools = outputs.getByRole("toolbar", { name: "This output" });
  await tools.getByRole("button", { name: "Copy" }).focus();
  await keyboard.press("Enter");
  await expect(tools.getByRole("status")).toHaveText("Copied");
  expect(await page.page.evaluate(() => navigator.clipboard.readText())).toBe("[[1, 2], [3, NaN]]");
  await keyboard.press("ArrowRight");
  await keyboard.press("Enter");
  await expect(tools.getByRole("button", { name: "CSV" })).toBeFocused();
  const [download] = await Promise.all([page.page.waitForEvent("download"), keyboard.press("Enter")]);
  expect(download.suggestedFilename()).toBe("functional.csv");
  expect(await readFile(await download.path(), "utf8")).toBe("1,2\r\n3,NaN\r\n");
  await expect(tools.getByRole("button", { name: "Save as file" })).toBeFocused();
  await keyboard.press("ArrowRight");
  await keyboard.press("Enter");
  await expect(tools.getByRole("button", { name: "Leave full screen" })).toBeFocused();
  const box = await outputs.locator(".frame").boundingBox();
  expect(box?.width).toBeGreaterThan(1200);
  await keyboard.press("Escape");
  await expect(tools.getByRole("button", { name: "Full screen", exact: true })).toBeFocused();
});

for (const [format, starts] of [
  ["PNG", "\x89PNG"],
  ["SVG", "<svg"],
] as const) {
  test(`a plot and a graph are saved as ${format}`, async ({ lesson }) => {
    const { page, outputs } = await shown(
      lesson,
      "display(plot.lines({ loss: [3, 2, 1] }));\ndisplay(graph((x) => x.mul(2).tanh())(tensor(0.5)))",
    );
    await expect(outputs.locator(".js-plotly-plot .scatterlayer path").first()).toBeVisible({
      timeout: 20_000,
    });
    await expect(outputs.getByRole("region", { name: "Computation graph" })).toBeVisible();
    for (const frame of await outputs.locator(".frame").all()) {
      await frame.hover();
      await frame.getByRole("button", { name: "Save as file" }).click();
      const button = frame.getByRole("button", { name: format });
      const [download] = await Promise.all([page.page.waitForEvent("download"), button.click()]);
      const bytes = await readFile(await download.path(), "latin1");
      expect(bytes.slice(0, 4)).toBe(starts);
      expect(bytes.length).toBeGreaterThan(1500);
    }
  });
}

test("every control gives its plain value to who reads it", async ({ lesson }) => {
  const { outputs } = await shown(
    lesson,
    `const all = [number("n", { value: 1 }), select("s", ["sgd", "adam"]), checkbox("c"), button("b"), text("t"), colour("k", { value: "#000000" })];
all`,
  );
  const value = outputs.locator(".value");
  await expect(value).toHaveText('[1, "sgd", false, 0, "", [0, 0, 0]]');
  await outputs.getByLabel("n", { exact: true }).fill("2.5");
  await outputs.getByLabel("s", { exact: true }).selectOption("adam");
  await outputs.getByLabel("c", { exact: true }).check();
  await outputs.getByRole("button", { name: "b", exact: true }).click();
  await outputs.getByLabel("t", { exact: true }).fill("anna");
  await outputs.getByLabel("k", { exact: true }).fill("#ff0000");
  await expect(value).toHaveText('[2.5, "adam", true, 1, "anna", [1, 0, 0]]');
});

test("points are put with the mouse, moved with the arrows and removed", async ({ lesson }) => {
  const { page, outputs } = await shown(
    lesson,
    'const data = pointEditor("data", { groups: 2 });\ndata.map((p) => [p.x, p.y, p.group])',
  );
  const plane = outputs.getByRole("application");
  const box = (await plane.boundingBox())!;
  const value = outputs.locator(".value");
  await plane.click({ position: { x: box.width / 2, y: box.height / 2 } });
  await expect(value).toHaveText(/^\[\[-?0(\.00\d)?, -?0(\.00\d)?, 0\]\]$/);
  await page.page.keyboard.press("ArrowRight");
  await expect(value).toHaveText(/^\[\[0\.0[45]\d?, /);
  await page.page.keyboard.press("1");
  await plane.click({ position: { x: box.width - 2, y: 2 } });
  await expect(value).toHaveText(/\[0\.99\d?, 0\.9[89]\d?, 1\]\]$/);
  await page.page.keyboard.press("Delete");
  await page.page.keyboard.press("PageDown");
  await page.page.keyboard.press("Delete");
  await expect(outputs.getByText("0 points")).toBeVisible();
  await expect(value).toHaveText("[]");
});

test("a picture comes from a sample or from a file that stays in the page", async ({ lesson, site }) => {
  const { page, outputs } = await shown(
    lesson,
    'const photo = picture("photo", { size: 2 });\nphoto.mean([0, 1]).tolist().map((x) => Math.round(x * 100))',
  );
  const value = outputs.locator(".value");
  const cat = await value.innerText();
  await outputs.getByRole("radio", { name: "rings" }).check({ force: true });
  await expect(value).not.toHaveText(cat);
  const asked = site.requests.length;
  const red = await page.page.evaluate(() => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [30, 20];
    const pen = canvas.getContext("2d")!;
    pen.fillStyle = "#ff0000";
    pen.fillRect(0, 0, 30, 20);
    return canvas.toDataURL().split(",")[1];
  });
  const file = outputs.locator("input[type=file]");
  await file.setInputFiles({ name: "red.png", mimeType: "image/png", buffer: Buffer.from(red, "base64") });
  await expect(value).toHaveText("[100, 0, 0]");
  await file.setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("hello") });
  await expect(outputs).toContainText("notes.txt is no picture that this browser can read");
  await expect(value).toHaveText("[100, 0, 0]");
  expect(site.requests.length).toBe(asked);
});

test("a tensor is heard: it plays, pauses where it is and ends", async ({ lesson }) => {
  const { outputs } = await shown(
    lesson,
    // Ten seconds: long enough to be paused in the middle, however busy the machine.
    'const t = np.arange(80_000);\naudio(np.sin(t.mul((2 * Math.PI * 440) / 8_000)), { rate: 8_000, label: "a" })',
  );
  const place = outputs.getByRole("slider", { name: "Position in a" });
  const position = async () => Number(await place.inputValue());
  await outputs.getByRole("button", { name: "Play" }).click();
  await expect.poll(position).toBeGreaterThan(0.1);
  await outputs.getByRole("button", { name: "Pause" }).click();
  await expect(outputs.getByRole("button", { name: "Play" })).toBeVisible();
  const paused = await position();
  expect(paused).toBeLessThan(9);
  await place.press("ArrowRight");
  await expect.poll(position).toBeCloseTo(paused + 0.5, 2);
  for (let presses = 0; presses < 20; presses++) await place.press("ArrowRight");
  await expect.poll(position).toBe(10);
  await place.press("ArrowLeft");
  await expect.poll(position).toBe(9.5);
  await outputs.getByRole("button", { name: "Play" }).click();
  await expect(outputs.getByRole("button", { name: "Pause" })).toBeVisible();
  await expect.poll(position).toBe(10);
  await expect(outputs.getByRole("button", { name: "Play" })).toBeVisible();
});

test("text and formulas carry numbers, and nothing in them is HTML", async ({ lesson, site }) => {
  const { page, outputs } = await shown(
    lesson,
    'display(md`The loss is **${0.25}**, $\\frac{1}{4}$. <img src="/stolen.png"> [x](/stolen)`);\ntex`A = ${tensor([[1, 2], [3, 4]])}`',
  );
  await expect(outputs.locator("strong")).toHaveText("0.25");
  await expect(outputs.locator(".katex").first()).toBeVisible();
  await expect(outputs.getByRole("region", { name: "Formula" })).toContainText("A");
  expect(await outputs.locator("img, a").count()).toBe(0);
  expect(site.requests.filter((url) => url.includes("stolen"))).toEqual([]);
  await expect(page.error("functional")).toHaveCount(0);
});

test("a plot of nothing says so", async ({ lesson }) => {
  const { outputs } = await shown(lesson, "plot.lines({ loss: [NaN, NaN] })");
  await expect(outputs.getByText("loss holds no finite number: 2 NaN.")).toBeVisible();
});
