/** What a program can check of WCAG 2.2 AA, in both themes. */
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./site.ts";

/** @param within a selector: the part of the page that is looked at */
export async function expectAccessible(page: Page, within: string): Promise<void> {
  for (const theme of ["light", "dark"]) {
    await page.evaluate((name) => (document.documentElement.dataset.theme = name), theme);
    const { violations } = await new AxeBuilder({ page })
      .include(within)
      .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
      .analyze();
    expect(violations.map(({ id, nodes }) => `${theme}: ${id} ${nodes[0].html}`)).toEqual([]);
  }
  await page.evaluate(() => delete document.documentElement.dataset.theme);
}
