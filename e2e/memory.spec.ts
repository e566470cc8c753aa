/**
 * Programs that fill the memory. The sandbox's frame has a process of its own, which the browser ends; the page lives on. The heap is kept
 * small here, so that the end comes within a second and the machine is spared; nothing else differs from a learner's browser.
 */
import type { CDPSession } from "@playwright/test";
import { expect, test } from "./site.ts";
import config from "../playwright.config.ts";

const { launchOptions } = config.use ?? {};
test.use({
  launchOptions: {
    ...launchOptions,
    args: [...(launchOptions?.args ?? []), "--js-flags=--max-old-space-size=256"],
  },
});

const hogs = {
  numbers: "const hoard: number[][] = [];\nfor (;;) hoard.push(new Array(1000).fill(0.5));",
  tensors: "const hoard: Tensor[] = [];\nfor (;;) hoard.push(tensor([1, 2, 3]).mul(2));",
};

for (const [what, code] of Object.entries(hogs)) {
  test(`a cell that fills the memory with ${what} loses its kernel; the page and the other results stay`, async ({
    lesson,
  }) => {
    const page = await lesson("autograd");
    await page.isAwake("tape");
    // Playwright takes the end of any frame's process for that of the page and lets go of it: what follows is asked over the protocol.
    const browser = await page.page.context().newCDPSession(page.page);
    const died = page.page.waitForEvent("crash", { timeout: 40_000 });
    await page.rewrite("functional", code);
    await died;
    await expect.poll(() => ask(browser, status("functional")), { timeout: 15_000 }).toBe("stopped");
    await expect.poll(() => ask(browser, status("graph")), { timeout: 20_000 }).toBe("done");
    const said = String(await ask(browser, `${region("functional")}.innerText`));
    expect(said).toContain("filled the memory");
    expect(said).toContain("hoard");
    await expect.poll(() => ask(browser, framesPerSecond), { timeout: 15_000 }).toBeGreaterThan(50);
    // A learner who has read it presses Run elsewhere.
    await ask(
      browser,
      `${region("slopes")}.querySelector('button[aria-label="Run"], button[title^="Run"]').click()`,
    );
    await expect.poll(() => ask(browser, status("slopes"))).toBe("done");
  });
}

const region = (id: string) => `document.querySelector('[aria-label="Cell ${id}"]')`;
const status = (id: string) => `${region(id)}.dataset.status`;
const framesPerSecond = `new Promise((resolve) => {
  const start = performance.now();
  let frames = 0;
  requestAnimationFrame(function tick(now) {
    frames += 1;
    if (now - start < 1000) requestAnimationFrame(tick);
    else resolve((frames * 1000) / (now - start));
  });
})`;

async function ask(browser: CDPSession, expression: string): Promise<unknown> {
  const { result, exceptionDetails } = await browser.send("Runtime.evaluate", {
    expression,
    awaitPromise: true,
    returnByValue: true,
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}
