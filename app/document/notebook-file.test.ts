import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellBlocks } from "./lesson.ts";
import { NewerFormatError, readNotebook } from "./notebook-file.ts";
import { parseLesson } from "./parse.ts";
import { oddMarkdown } from "./testing/odd-markdown.ts";

const htmlOf = (markdown: string) =>
  readNotebook(markdown)
    .parts.flatMap(({ blocks }) => blocks)
    .map((block) => (block.type === "prose" ? block.html : ""))
    .join("");
const troublesOf = (markdown: string) =>
  readNotebook(markdown).troubles.map(({ line, message }) => `${line}: ${message}`);

describe("any Markdown as a notebook", () => {
  it("opens, and its parts are the whole of it", () => {
    fc.assert(
      fc.property(oddMarkdown, (markdown) => {
        const { parts, cells } = readNotebook(markdown);
        expect(parts.map(({ range }) => markdown.slice(range.start, range.end)).join("")).toBe(markdown);
        expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
        const shown = cellBlocks(parts.flatMap(({ blocks }) => blocks));
        expect(shown.map(({ id }) => id)).toEqual(cells.map(({ id }) => id));
      }),
      { numRuns: 400 },
    );
  }, 30_000);

  it("never becomes HTML of its own", () => {
    fc.assert(
      fc.property(oddMarkdown, (markdown) => {
        expect(htmlOf(markdown)).not.toMatch(/<script|<div|<img|<[^>]*(javascript:|onclick=)/i);
      }),
      { numRuns: 200 },
    );
  }, 30_000);

  it.each(["autograd", "software-1-vs-2"])("reads the lesson %s as the course does", (id) => {
    const markdown = readFileSync(`lessons/${id}.md`, "utf8");
    const lesson = parseLesson(markdown, id);
    const file = readNotebook(markdown);
    expect(file.troubles).toEqual([]);
    expect(file.title).toBe(lesson.title);
    expect(file.claims).toEqual(lesson.claims);
    expect(cellBlocks(file.parts.flatMap(({ blocks }) => blocks))).toEqual(cellBlocks(lesson.blocks));
  });
});

describe("what could not be read", () => {
  it("is said with its line", () => {
    expect(
      troublesOf("---\ntitle: T\n---\n\nWords.\n\n```ts {#a wrong=1}\n1;\n```\n\n<b>x</b>\n\n```ts {#z}\n2;"),
    ).toEqual([
      "11: Raw HTML is shown as the text that it is.",
      "13: A cell is not closed; everything below it is read as its code.",
    ]);
  });

  it("leaves a cell its name and its code when an attribute is wrong", () => {
    const { cells } = readNotebook("```ts {#a run=manual wrong}\n1;\n```\n");
    expect(cells[0]).toMatchObject({ id: "a", run: "manual", code: "1;" });
  });

  it("gives a second cell of one name another, and says so", () => {
    const { cells, troubles } = readNotebook("```ts {#a}\n1;\n```\n\n```ts {#a}\n2;\n```\n");
    expect(cells.map(({ id }) => id)).toEqual(["a", "cell-1"]);
    expect(troubles[0]).toEqual({
      line: 5,
      message: "A second cell is named `a`; here it is called `cell-1`.",
    });
  });

  it("shows a formula that cannot be set as it is written", () => {
    expect(htmlOf("Here $\\frac{1}{$ is.\n")).toContain("<code>\\frac{1}{</code>");
    expect(troublesOf("Here $\\frac{1}{$ is.\n")[0]).toMatch(/^1: A formula could not be set/);
  });
});

describe("a notebook of a newer Slope", () => {
  it("is refused with a sentence", () => {
    expect(() => readNotebook("---\ntitle: T\nformat: 2\n---\n")).toThrow(NewerFormatError);
    expect(() => readNotebook("---\ntitle: T\nformat: 2\n---\n")).toThrow(/reload the page/);
  });
});
