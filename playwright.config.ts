import { existsSync, readFileSync } from "node:fs";
import { defineConfig } from "@playwright/test";

/** Where `scripts/setup.mjs --browser` found a Chromium; Playwright's own where it found none. */
function chromium(): { executablePath: string } | Record<string, never> {
  const stamp = new URL("./node_modules/.cache/slope/chromium", import.meta.url);
  const path = process.env.CHROMIUM_PATH ?? (existsSync(stamp) ? readFileSync(stamp, "utf8").trim() : "");
  return path === "" ? {} : { executablePath: path };
}

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  // Two cores: one for the page, one for its kernel.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  retries: process.env.CI === undefined ? 0 : 1,
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    // Every test would begin by saving the whole site; offline.spec.ts says what is saved.
    serviceWorkers: "block",
    viewport: { width: 1280, height: 720 },
    // Recording every test would cost as much as the tests.
    trace: "on-first-retry",
    launchOptions: {
      ...chromium(),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
