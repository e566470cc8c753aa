// What a learner does on a lesson, in Firefox: the words that the smoke tests are written in.
import { launch } from "puppeteer-core";
import { serveSite } from "../../scripts/site/serve.mjs";

/** A Firefox on the built site, and every URL that the site was asked for. */
export async function openSite(executablePath) {
  const requests = [];
  const { server, address } = await serveSite({ onrequest: (url) => requests.push(url) });
  const browser = await launch({ browser: "firefox", executablePath, headless: true });
  const close = async () => {
    await browser.close();
    server.close();
  };
  const lesson = async (id) => {
    // What one test writes is kept, and must not be found by the next.
    const profile = await browser.createBrowserContext();
    const page = await profile.newPage();
    await page.setViewport({ width: 1280, height: 720 });
    await page.goto(`${address}lesson/${id}/`);
    return new Lesson(page);
  };
  return { address, requests, lesson, version: await browser.version(), close };
}

class Lesson {
  constructor(page) {
    this.page = page;
  }

  /** Waits until a cell's state is this. */
  async expectStatus(id, status, timeout = 30_000) {
    await this.page.waitForSelector(`[data-cell="${id}"][data-status="${status}"]`, { timeout });
  }

  /** Waits until this text stands in the first element of the selector; says what stood there instead. */
  async expectText(selector, text, timeout = 30_000) {
    const shown = () => this.page.evaluate((at) => document.querySelector(at)?.textContent ?? "", selector);
    const end = Date.now() + timeout;
    let found = await shown();
    while (!found.includes(text)) {
      if (Date.now() > end) throw new Error(`${selector} shows "${found.slice(0, 500)}", not "${text}"`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      found = await shown();
    }
  }

  expectOutput(id, text) {
    return this.expectText(`[data-cell="${id}"] [data-testid=outputs]`, text);
  }

  async run(id) {
    await this.#click(`[data-cell="${id}"] button[aria-label="Run"]`);
  }

  async stop() {
    await this.#click(`[role=status][aria-label="Notebook"] button`);
  }

  /** Puts this text into a cell: a click, select all, paste. What is typed gets its brackets completed; what is pasted stays as it is. */
  async write(id, code) {
    await this.#click(`[data-cell="${id}"] [data-code]`);
    const editor = `[data-cell="${id}"] .monaco-editor`;
    await this.page.waitForSelector(`${editor}.focused .view-line span span`, { timeout: 60_000 });
    await this.page.keyboard.down("Control");
    await this.page.keyboard.press("a");
    await this.page.keyboard.up("Control");
    await this.page.evaluate((text) => {
      // Firefox makes the event's data from these; it leaves out the DataTransfer that others take.
      const data = { dataType: "text/plain", data: text };
      const paste = new ClipboardEvent("paste", { ...data, bubbles: true, cancelable: true });
      document.activeElement?.dispatchEvent(paste);
    }, code);
    await this.page.waitForFunction(
      (at, text) => {
        const lines = [...document.querySelectorAll(`${at} .view-line`)];
        // The editor draws spaces that do not break, and only the lines in sight.
        return lines.some((line) => line.textContent.replaceAll("\u00a0", " ").trim() === text);
      },
      { timeout: 10_000 },
      editor,
      code.split("\n")[0].trim(),
    );
    await this.page.keyboard.press("Escape");
    await this.page.waitForSelector(`[data-cell="${id}"] [data-code]`, { timeout: 10_000 });
  }

  async rewrite(id, code) {
    await this.write(id, code);
    await this.run(id);
  }

  /** Frames a second over a second: a page that is held draws none. */
  framesPerSecond() {
    return this.page.evaluate(
      () =>
        new Promise((resolve) => {
          const start = performance.now();
          let frames = 0;
          requestAnimationFrame(function tick(now) {
            frames += 1;
            if (now - start < 1000) requestAnimationFrame(tick);
            else resolve((frames * 1000) / (now - start));
          });
        }),
    );
  }

  async #click(selector) {
    const element = await this.page.waitForSelector(selector, { timeout: 30_000 });
    await element.evaluate((found) => found.scrollIntoView({ block: "center", behavior: "instant" }));
    await element.click();
  }
}
