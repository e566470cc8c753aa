import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Download, Page } from "@playwright/test";
import blankSpace from "ts-blank-space";
import { expect, Lesson, test } from "./site.ts";

const textOf = async (download: Download) => readFileSync(await download.path(), "utf8");

async function begin(page: Page, address: string): Promise<Lesson> {
  await page.goto(`${address}notebooks/`);
  await page.getByRole("button", { name: "New notebook" }).click();
  await expect(page.getByText("An empty notebook")).toBeVisible();
  return new Lesson(page);
}

/** Adds a cell at the end and puts this text into it. */
async function add(notebook: Lesson, id: string, code: string): Promise<void> {
  await notebook.page.getByRole("button", { name: "+ Code" }).last().click();
  await expect(notebook.cell(id)).toBeVisible();
  await expect(notebook.cell(id).locator(".monaco-editor")).toBeVisible({ timeout: 30_000 });
  await notebook.page.keyboard.press("Escape");
  await notebook.write(id, code);
}

async function keep(page: Page, what: string): Promise<Download> {
  await page.getByText("Keep", { exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: what }).click(),
  ]);
  return download;
}

/** Waits until some record of a store in this browser holds this text. */
async function isKept(page: Page, text: string, store = "notebooks"): Promise<void> {
  const records = () =>
    page.evaluate(
      (name) =>
        new Promise<string>((resolve, reject) => {
          const opening = indexedDB.open("slope");
          opening.onerror = () => reject(new Error("the database cannot be opened"));
          opening.onsuccess = () => {
            const all = opening.result.transaction(name).objectStore(name).getAll();
            all.onerror = () => reject(new Error("the store cannot be read"));
            all.onsuccess = () => {
              opening.result.close();
              resolve(JSON.stringify(all.result));
            };
          };
        }),
      store,
    );
  // As it stands inside of JSON.
  await expect.poll(records).toContain(JSON.stringify(text).slice(1, -1));
}

test("an empty notebook is written, run, left and found again", async ({ page, site }) => {
  test.slow();
  const notebook = await begin(page, site.address);
  await add(
    notebook,
    "cell-1",
    "const f = (x: Tensor) => x.pow(2).sum();\ngrad(f)(tensor([1, 2, 3])).tolist();",
  );
  await notebook.run("cell-1");
  await notebook.expectStatus("cell-1", "done", 20_000);
  await expect(notebook.outputs("cell-1")).toContainText("4");
  await page.getByRole("button", { name: "+ Text" }).last().click();
  await page
    .getByRole("textbox", { name: "Text, as Markdown" })
    .fill("## A slope\n\nThe slope of $x^2$ is $2x$.");
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("heading", { name: "A slope" })).toBeVisible();
  await isKept(page, "The slope of");
  await page.reload();
  await expect(notebook.cell("cell-1")).toContainText("x.pow(2)");
  await expect(page.getByRole("heading", { name: "A slope" })).toBeVisible();
  await notebook.isAwake("cell-1");
  await page.goto(`${site.address}notebooks/`);
  await expect(page.getByRole("listitem")).toHaveCount(1);
  await page.getByRole("link", { name: "Untitled" }).click();
  await notebook.isAwake("cell-1");
});

test("what is typed a moment before the page goes is there again", async ({ page, site }) => {
  test.slow();
  const notebook = await begin(page, site.address);
  await add(notebook, "cell-1", "1 + 1;");
  await page.reload();
  await expect(notebook.cell("cell-1")).toContainText("1 + 1;");
});

test("a lesson becomes a notebook of one's own, with its edits", async ({ lesson, page }) => {
  test.slow();
  const autograd = await lesson("autograd");
  await autograd.isAwake("slopes");
  await autograd.write("slopes", "const slopes = [1, 2];\nslopes;");
  await page.getByText("Keep", { exact: true }).click();
  await page.getByRole("button", { name: "Copy into my notebooks" }).click();
  await expect(page).toHaveURL(/notebook\/#n=/);
  await expect(autograd.cell("slopes")).toContainText("[1, 2]");
  await autograd.isAwake("slopes");
});

test("a shared link opens read-first and becomes a copy with the first change", async ({
  lesson,
  page,
  site,
  context,
}) => {
  test.slow();
  const autograd = await lesson("autograd");
  await autograd.isAwake("slopes");
  await autograd.write("slopes", "const slopes = [1, 2];\nslopes;");
  await page.getByText("Keep", { exact: true }).click();
  await page.getByRole("button", { name: "Share as a link" }).click();
  const link = await page.getByRole("textbox", { name: "Link to this notebook" }).inputValue();
  expect(link.startsWith(`${site.address}notebook/#s=`)).toBe(true);
  expect(link.length).toBeLessThan(300);

  const other = new Lesson(await context.newPage());
  await other.page.goto(link);
  await expect(other.page.getByText("nothing has been run")).toBeVisible();
  await expect(other.cell("slopes")).toContainText("[1, 2]");
  // No kernel is there that could run anything, and none comes by a reload.
  await other.page.waitForLoadState("networkidle");
  await other.expectStatus("slopes", "idle");
  expect(await other.page.locator("iframe").count()).toBe(0);
  await other.page.reload();
  await expect(other.page.getByText("nothing has been run")).toBeVisible();
  await other.page.waitForLoadState("networkidle");
  await other.expectStatus("slopes", "idle");
  expect(await other.page.locator("iframe").count()).toBe(0);
  await other.write("slopes", "const slopes = [3];\nslopes;");
  await expect(other.page).toHaveURL(/#n=/);
  await isKept(other.page, "const slopes = [3]");
  await other.page.reload();
  await expect(other.cell("slopes")).toContainText("[3]");
  await other.page.close();
});

test("a notebook is renamed", async ({ page, site }) => {
  await begin(page, site.address);
  await page.getByRole("button", { name: "Untitled" }).click();
  await page.getByRole("textbox", { name: "Title" }).fill("Moons: two of them");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Moons: two of them" })).toBeVisible();
  await isKept(page, "Moons: two of them");
  await page.goto(`${site.address}notebooks/`);
  await expect(page.getByRole("link", { name: "Moons: two of them" })).toBeVisible();
});

test("a damaged link says so", async ({ page, site }) => {
  await page.goto(`${site.address}notebook/#s=abcdefgh`);
  await expect(page.getByText("This link is damaged")).toBeVisible();
});

test("a second tab says that it is second, and what is written there goes into a copy", async ({
  page,
  site,
  context,
}) => {
  test.slow();
  const first = await begin(page, site.address);
  await add(first, "cell-1", '"from the first";');
  await isKept(page, '"from the first"');
  const second = new Lesson(await context.newPage());
  await second.page.goto(page.url());
  await expect(second.page.getByText("open in another tab")).toBeVisible();
  await second.write("cell-1", '"from the second";');
  await expect(second.page).not.toHaveURL(page.url());
  await isKept(second.page, '"from the second"');
  await page.reload();
  await expect(first.cell("cell-1")).toContainText("from the first");
  await second.page.reload();
  await expect(second.cell("cell-1")).toContainText("from the second");
  await second.page.goto(`${site.address}notebooks/`);
  await expect(second.page.getByRole("listitem")).toHaveCount(2);
  await second.page.close();
});

test("a second tab takes over: what the first one wrote is there, and the first one says who writes now", async ({
  page,
  site,
  context,
}) => {
  test.slow();
  const first = await begin(page, site.address);
  await add(first, "cell-1", '"from the first";');
  const second = new Lesson(await context.newPage());
  await second.page.goto(page.url());
  await second.page.getByRole("button", { name: "Take over" }).click();
  await expect(second.page.getByText("open in another tab")).toBeHidden();
  await expect(second.cell("cell-1")).toContainText("from the first");
  await expect(page.getByText("open in another tab")).toBeVisible();
  await second.write("cell-1", '"from the second";');
  await isKept(second.page, '"from the second"');
  await expect(second.page).toHaveURL(page.url());
  await page.bringToFront();
  await page.getByRole("button", { name: "Take over" }).click();
  await expect(first.cell("cell-1")).toContainText("from the second");
  await expect(second.page.getByText("open in another tab")).toBeVisible();
  await second.page.close();
});

test("files: Markdown byte for byte, Jupyter with outputs, a module that Node runs", async ({
  lesson,
  page,
  site,
}, info) => {
  test.slow();
  const autograd = await lesson("autograd");
  await autograd.isAwake("slopes");
  const markdown = await textOf(await keep(page, "Save as Markdown"));
  expect(markdown).toBe(readFileSync("lessons/autograd.md", "utf8"));

  const jupyter = JSON.parse(await textOf(await keep(page, "Save for Jupyter"))) as {
    cells: { id: string; outputs?: { data: Record<string, string | string[]> }[] }[];
  };
  const slopes = jupyter.cells.find(({ id }) => id === "slopes");
  expect(slopes?.outputs?.[0]?.data["text/plain"]).toEqual(["[4, 2]"]);

  const module = blankSpace(await textOf(await keep(page, "Save as a module")));
  mkdirSync(info.outputPath("node_modules/slope"), { recursive: true });
  writeFileSync(
    info.outputPath("node_modules/slope/package.json"),
    '{"type":"module","exports":"./dist/index.js"}',
  );
  symlinkSync(resolve("engine/dist"), info.outputPath("node_modules/slope/dist"));
  writeFileSync(info.outputPath("lesson.mjs"), `${module}\nconsole.log(JSON.stringify(slopes));`);
  expect(execFileSync(process.execPath, [info.outputPath("lesson.mjs")], { encoding: "utf8" })).toContain(
    "[4,2]",
  );

  await page.goto(`${site.address}notebooks/`);
  await page.locator('input[type="file"]').setInputFiles({
    name: "lesson.ipynb",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify(jupyter)),
  });
  await expect(autograd.cell("slopes")).toBeVisible();
  const again = await textOf(await keep(page, "Save as Markdown"));
  expect(again).toBe(markdown);
});

test("a dropped file that is damaged opens with what can be read", async ({ page, site }) => {
  await page.goto(`${site.address}notebooks/`);
  await expect(page.getByText("There is none yet")).toBeVisible();
  const cell = (source: string) => ({
    cell_type: "code",
    id: source,
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  });
  const whole = JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: [cell("one"), cell("two")],
  });
  const transfer = await page.evaluateHandle(
    (text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], "broken.ipynb"));
      return data;
    },
    whole.slice(0, -30),
  );
  await page.dispatchEvent("main", "drop", { dataTransfer: transfer });
  await expect(new Lesson(page).cell("one")).toBeVisible();
  await expect(page.getByText("nothing has been run")).toBeVisible();
  await new Lesson(page).expectStatus("one", "idle");
  await expect(page.getByText("The file is damaged from line 1 on. 1 cell could be read.")).toBeVisible();
});

test("my data is erased when it is asked for twice", async ({ page, site }) => {
  test.slow();
  const notebook = await begin(page, site.address);
  await add(notebook, "cell-1", "1;");
  await isKept(page, "1;");
  await page.goto(`${site.address}notebooks/`);
  await page.getByRole("button", { name: "Put Untitled aside" }).click();
  await page.getByText("Put aside (1)").click();
  await page.getByRole("button", { name: "Take Untitled back" }).click();
  await expect(page.getByRole("link", { name: "Untitled" })).toBeVisible();
  await page.getByRole("button", { name: "Erase my data" }).click();
  await page.getByRole("button", { name: "Erase all of it" }).click();
  await expect(page.getByText("There is none yet")).toBeVisible();
});

test("a lesson is found as it was left: what ran by hand, and where a slider stood", async ({
  lesson,
  page,
}) => {
  test.slow();
  const autograd = await lesson("autograd");
  await autograd.isAwake("slopes");
  await autograd.run("differences");
  await autograd.expectStatus("differences", "done", 20_000);
  await autograd.rewrite("slopes", 'const slopes = slider("how steep", { min: 0, max: 10, value: 4 });');
  await page.getByRole("slider", { name: "how steep" }).press("End");
  const number = page.getByRole("textbox", { name: "how steep, as a number" });
  await expect(number).toHaveValue("10");
  await isKept(page, "slopes/how steep", "visits");
  await isKept(page, "differences", "visits");

  await page.reload();
  await autograd.isAwake("slopes");
  await expect(number).toHaveValue("10");
  const differences = autograd.cell("differences");
  await autograd.expectStatus("differences", "idle");
  await expect(differences).toContainText("From the last visit");
  await expect(autograd.outputs("differences").locator("svg").first()).toBeVisible();
  await autograd.run("differences");
  await autograd.expectStatus("differences", "done", 20_000);
  await expect(differences).not.toContainText("From the last visit");
});

test("a browser without room says so at once, and the work is saved as a file", async ({ lesson, page }) => {
  test.slow();
  const autograd = await lesson("autograd");
  await autograd.isAwake("slopes");
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("The disk is full.", "QuotaExceededError");
    };
  });
  await autograd.write("slopes", "const slopes = [7];");
  await expect(autograd.notice).toContainText("no room left");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    autograd.notice.getByRole("button", { name: "Save as a file" }).click(),
  ]);
  expect(await textOf(download)).toContain("const slopes = [7];");
});

test("two tabs in one cell of a lesson: the second says so, and the learner decides", async ({
  lesson,
  page,
  context,
}) => {
  test.slow();
  const first = await lesson("autograd");
  await first.isAwake("slopes");
  const second = new Lesson(await context.newPage());
  await second.page.goto(page.url());
  await second.isAwake("slopes");
  await first.write("slopes", "const slopes = [1];");
  await isKept(page, "const slopes = [1];", "drafts");
  await second.write("slopes", "const slopes = [2];");
  await expect(second.notice).toContainText("Another tab has changed cell slopes too");
  await isKept(page, "const slopes = [1];", "drafts");
  await second.notice.getByRole("button", { name: "Keep what stands here" }).click();
  await isKept(page, "const slopes = [2];", "drafts");
  await expect(second.notice).not.toContainText("Another tab");
  await second.page.close();
});

test("a file of one's own is read in a cell, says where it breaks off, and is there after a reload", async ({
  lesson,
  page,
}) => {
  test.slow();
  const autograd = await lesson("autograd");
  await autograd.isAwake("slopes");
  await autograd.rewrite(
    "slopes",
    'const file = fileInput("flowers", { accept: ".csv" });\nconst slopes = file === null ? [] : file.table().rows;\nslopes.map((row) => row.width).join(" and ");',
  );
  const open = (text: string) =>
    autograd
      .outputs("slopes")
      .locator('input[type="file"]')
      .setInputFiles({ name: "flowers.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  await open('width;name\n1.5;"iris; blue"\n2;rose\n');
  await expect(autograd.outputs("slopes")).toContainText("1.5 and 2");
  await expect(autograd.outputs("slopes")).toContainText("flowers.csv");
  await open("width;name\n1.5;iris;3\n");
  await expect(autograd.error("slopes")).toContainText("flowers.csv, row 2, column 3");
  await open("width;name\n7;iris\n8;rose\n");
  await expect(autograd.outputs("slopes")).toContainText("7 and 8");
  await isKept(page, "8;rose", "visits");
  await page.reload();
  await expect(autograd.outputs("slopes")).toContainText("7 and 8", { timeout: 20_000 });
});
