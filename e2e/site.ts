/** The built site on a server of its own that remembers what it was asked for, and the words for what a learner does on it. */
import { expect, test as base, type Locator, type Page } from "@playwright/test";
import { serveSite } from "../scripts/site/serve.mjs";

interface Site {
  readonly address: string;
  /** Every URL the server was asked for, in order. */
  readonly requests: readonly string[];
}

export const test = base.extend<{ lesson: (id: string) => Promise<Lesson> }, { site: Site }>({
  site: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixtures it needs from this pattern
    async ({}, use) => {
      const requests: string[] = [];
      const { server, address } = await serveSite({ onrequest: (url: string) => requests.push(url) });
      await use({ address, requests });
      server.close();
    },
    { scope: "worker" },
  ],
  lesson: async ({ page, site }, use) => {
    await use(async (id) => {
      await page.goto(`${site.address}lesson/${id}/`);
      return new Lesson(page);
    });
  },
});
export { expect };

/** A lesson on the screen. */
export class Lesson {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  cell(id: string): Locator {
    return this.page.getByRole("region", { name: `Cell ${id}`, exact: true });
  }

  outputs(id: string): Locator {
    return this.cell(id).getByTestId("outputs");
  }

  error(id: string): Locator {
    return this.cell(id).getByTestId("error");
  }

  /** What concerns the whole notebook, under the header. */
  get notice(): Locator {
    return this.page.getByRole("status", { name: "Notebook" });
  }

  async isAwake(id: string): Promise<void> {
    await expect(this.cell(id)).toHaveAttribute("data-status", "done", { timeout: 20_000 });
  }

  async expectStatus(id: string, status: string, timeout = 10_000): Promise<void> {
    await expect(this.cell(id)).toHaveAttribute("data-status", status, { timeout });
  }

  async run(id: string): Promise<void> {
    await this.cell(id).getByRole("button", { name: "Run", exact: true }).click();
  }

  /** Opens a cell's editor. */
  async enter(id: string): Promise<Locator> {
    const cell = this.cell(id);
    await cell.getByRole("group", { name: `Code of cell ${id}` }).click();
    const editor = cell.locator(".monaco-editor").first();
    await expect(editor).toBeVisible({ timeout: 30_000 });
    return editor;
  }

  /** Puts the caret on a word's first place in the open editor, by its find box. */
  async caretOn(word: string): Promise<void> {
    const { keyboard } = this.page;
    await keyboard.press("ControlOrMeta+Home");
    await keyboard.press("ControlOrMeta+F");
    const find = this.page.getByRole("textbox", { name: "Find" });
    await find.fill(word);
    await find.press("Enter");
    await find.press("Escape");
    await expect(find).toBeHidden();
  }

  /** Puts this text into a cell as a learner does: click, select all, paste. */
  async write(id: string, code: string): Promise<void> {
    const editor = await this.enter(id);
    await this.page.keyboard.press("ControlOrMeta+A");
    // What is typed gets its brackets completed; what is pasted stays as it is.
    await this.page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
      document.activeElement?.dispatchEvent(paste);
    }, code);
    await this.page.keyboard.press("Escape");
    await expect(editor).toBeHidden();
  }

  async rewrite(id: string, code: string): Promise<void> {
    await this.write(id, code);
    await this.run(id);
  }

  /** Headless Chromium draws 60 frames a second. Other work on the machine may take some for a while, a blocked page never gets there. */
  async expectFullFrameRate(): Promise<void> {
    await expect.poll(() => this.#framesPerSecond(), { timeout: 15_000 }).toBeGreaterThan(50);
  }

  /** Frames a second that the page itself reaches, measured over a second. */
  #framesPerSecond(): Promise<number> {
    return this.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
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
}

/** One cell of a lesson with this text, run, and what it shows. */
export async function shown(lesson: (id: string) => Promise<Lesson>, code: string) {
  const page = await lesson("autograd");
  await page.isAwake("functional");
  await page.rewrite("functional", code);
  await page.expectStatus("functional", "done");
  const outputs = page.outputs("functional");
  await outputs.scrollIntoViewIfNeeded();
  return { page, outputs };
}
