/** One visit, and everything is on the device; a newer version comes only when it is asked for. */
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { serveSite } from "../scripts/site/serve.mjs";
import { expect, Lesson, test } from "./site.ts";

test.use({ serviceWorkers: "allow" });

const build = fileURLToPath(new URL("../build", import.meta.url));

async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByTestId("offline")).toHaveAttribute("data-state", "ready", { timeout: 60_000 });
}

async function completes(lesson: Lesson): Promise<void> {
  const { page } = lesson;
  await lesson.enter("functional");
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("np.logs");
  // Asked for before its types have come, the list stays empty.
  await expect(async () => {
    await page.keyboard.press("Control+Space");
    await expect(page.locator(".suggest-widget")).toContainText("logspace", { timeout: 2000 });
  }).toPass({ timeout: 30_000 });
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
}

function stop(server: Server): void {
  server.close();
  server.closeAllConnections();
}

test("after one visit the server may go: a lesson never opened runs, with editor, data and plots", async ({
  page,
}) => {
  test.slow();
  const { server, address } = await serveSite({ base: "/under/a/path/" });
  await visit(page, address);
  await expect(page.getByTestId("offline")).toContainText(/Ready offline: \d+ MB/);
  stop(server);

  await page.goto(`${address}lesson/software-1-vs-2/`);
  const lesson = new Lesson(page);
  await lesson.isAwake("digits");
  await page.getByRole("button", { name: "Run all" }).click();
  await lesson.expectStatus("curves", "done", 90_000);
  await expect(lesson.outputs("curves").locator(".js-plotly-plot")).toBeVisible();

  await page.goto(`${address}lesson/autograd`);
  await lesson.isAwake("functional");
  await completes(lesson);

  const missing = await page.goto(`${address}nowhere/`);
  expect(missing?.status()).toBe(404);
  await page.getByRole("link", { name: "To the course" }).click();
  await expect(page.getByTestId("offline")).toHaveAttribute("data-state", "ready");
});

test("a new version under an open tab is offered, waits for what runs, and comes when asked for", async ({
  page,
}, testInfo) => {
  test.slow();
  const folder = testInfo.outputPath("site");
  cpSync(build, folder, { recursive: true });
  const { server, address } = await serveSite({ folder });
  await visit(page, address);
  await page.goto(`${address}lesson/autograd/`);
  const lesson = new Lesson(page);
  await lesson.isAwake("functional");
  const notice = page.getByRole("status", { name: "Update" });
  await expect(notice).toBeEmpty();

  deploy(folder);
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await expect(notice).toContainText("A newer version of Slope is here", { timeout: 60_000 });

  // What this tab has not used yet is gone from the server, and still here.
  await completes(lesson);
  await lesson.rewrite(
    "functional",
    "let step = 0;\nfor await (const _ of ticks()) step++;\nfunction* ticks() { for (;;) yield; }",
  );
  await lesson.expectStatus("functional", "running");
  await expect(notice).toContainText("a cell is running");
  await expect(notice.getByRole("button", { name: "Update" })).toBeDisabled();
  await page.getByRole("button", { name: "Stop", exact: true }).first().click();
  await expect(notice.getByRole("button", { name: "Update" })).toBeEnabled();

  const reloaded = page.waitForEvent("load");
  await notice.getByRole("button", { name: "Update" }).click();
  await reloaded;
  await expect(page.locator("html[data-next]")).toBeVisible();
  await expect(lesson.cell("functional")).toContainText("function* ticks");
  stop(server);
});

/** Another version in the same place: another name, a changed page, and the editor's workers no longer there. */
function deploy(folder: string): void {
  const edit = (file: string, change: (text: string) => string) => {
    const full = path.join(folder, file);
    writeFileSync(full, change(readFileSync(full, "utf8")));
  };
  const { version } = JSON.parse(readFileSync(path.join(folder, "_app/version.json"), "utf8")) as {
    version: string;
  };
  rmSync(path.join(folder, "_app/immutable/workers"), { recursive: true });
  edit("service-worker.js", (text) => {
    const next = text
      .replaceAll(/\w+\+`\/_app\/immutable\/workers\/[^`]+`,/g, "")
      .replaceAll(version, `${version}-next`);
    expect(next).not.toContain("ts.worker");
    return next;
  });
  edit("lesson/autograd/index.html", (text) => text.replace("<html", "<html data-next"));
}
