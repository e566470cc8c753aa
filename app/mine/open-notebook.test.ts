import "fake-indexeddb/auto";
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { fileCells } from "../document/notebook-file.ts";
import { oddMarkdown } from "../document/testing/odd-markdown.ts";
import { createNotebook, readNotebookRecord, versionsOf } from "../store/notebooks.ts";
import { OpenNotebook } from "./open-notebook.svelte.ts";

const local = new Map<string, string>();
beforeEach(() => {
  local.clear();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => local.get(key) ?? null,
    setItem: (key: string, value: string) => void local.set(key, value),
    removeItem: (key: string) => void local.delete(key),
  });
});

const opened = (markdown: string, oncopy = () => undefined) =>
  new OpenNotebook({ markdown, origin: null, record: null }, oncopy);
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
// NUL is the one character that Markdown replaces.
const code = fc.string({ unit: "grapheme", maxLength: 30 }).map((text) => text.replace(/[\0\r]/g, ""));

describe("an open notebook", () => {
  it("is the file byte for byte until something is typed", () => {
    fc.assert(
      fc.property(oddMarkdown, (markdown) => {
        expect(opened(markdown).markdown()).toBe(markdown);
      }),
      { numRuns: 200 },
    );
  }, 30_000);

  it("holds what was typed into every cell, and all the rest as it was", () => {
    fc.assert(
      fc.property(oddMarkdown, fc.array(code, { minLength: 6, maxLength: 6 }), (markdown, typed) => {
        const doc = opened(markdown);
        const before = fileCells(markdown);
        for (const [at, cell] of doc.notebook.cells.entries()) cell.code = typed[at % 6];
        const after = fileCells(doc.markdown());
        expect(after.map((cell) => cell.code)).toEqual(before.map((_, at) => typed[at % 6]));
        expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
      }),
      { numRuns: 300 },
    );
  }, 30_000);

  it("holds a cell whose last line is a row of marks too short to close it", () => {
    const markdown = "~~~~~~~~ts {#c}\n1;\n~~~~";
    const doc = opened(markdown);
    doc.notebook.cells[0].code = "";
    expect(fileCells(doc.markdown()).map((cell) => cell.code)).toEqual([""]);
  });

  it("holds text that is still being written", () => {
    const doc = opened("---\ntitle: T\n---\n\n```ts {#a}\n1;\n```\n\n```ts {#b}\n2;\n```\n");
    doc.addText(2);
    doc.write("Between.");
    expect(doc.markdown()).toBe(
      "---\ntitle: T\n---\n\n```ts {#a}\n1;\n```\n\nBetween.\n\n```ts {#b}\n2;\n```\n",
    );
    doc.notebook.cells[1].code = "3;";
    expect(doc.endWriting()).toBeNull();
    expect(fileCells(doc.markdown()).map((cell) => cell.code)).toEqual(["1;", "3;"]);
  });

  it("does not let a text swallow the cells below it, and keeps the text", () => {
    const doc = opened("Words.\n\n```ts {#a}\n1;\n```\n");
    doc.beginWriting(0);
    doc.write("Words.\n\n```text\nnot closed");
    expect(doc.endWriting()).toMatch(/swallow the cells below/);
    expect(doc.writing?.text).toContain("not closed");
    doc.write("Words.\n\n```text\nclosed\n```");
    expect(doc.endWriting()).toBeNull();
    expect(fileCells(doc.markdown()).map(({ id }) => id)).toEqual(["a"]);
  });

  it("loses no text when another is begun, a cell added or the title changed meanwhile", () => {
    const doc = opened("One.\n\n```ts {#a}\n1;\n```\n\nTwo.\n");
    doc.beginWriting(0);
    doc.write("One and a half.\n\n```ts {#new}\n0;\n```");
    doc.beginWriting(2);
    expect(doc.writing?.text).toBe("Two.");
    doc.write("Two and a half.");
    doc.rename("Halves");
    doc.beginWriting(1);
    doc.write("One.\n\n```\nopen");
    expect(doc.addCell(5)).toBeNull();
    expect(doc.refusal).toMatch(/swallow/);
    doc.write("One.");
    expect(doc.addCell(6)).toBe("cell-1");
    const text = doc.markdown();
    expect(text).toMatch(/^---\ntitle: Halves\n---\n\nOne\.\n/);
    expect(text).toContain("Two and a half.");
    expect(fileCells(text).map(({ id }) => id)).toContain("a");
  });

  it("takes a piece out and puts it back", () => {
    const markdown = "Words.\n\n```ts {#a}\n1;\n```\n\nMore.\n";
    const doc = opened(markdown);
    doc.remove(1);
    expect(doc.notebook.cells).toHaveLength(0);
    doc.undo();
    expect(doc.markdown()).toBe(markdown);
    expect(doc.notebook.cell("a")?.code).toBe("1;");
  });

  it("keeps what is typed in a cell when another is added", () => {
    const doc = opened("```ts {#a}\n1;\n```\n");
    doc.notebook.cells[0].code = "typed";
    const id = doc.addCell(1);
    expect(doc.notebook.cells.map((cell) => [cell.id, cell.code])).toEqual([
      ["a", "typed"],
      [id, ""],
    ]);
    expect(fileCells(doc.markdown())[0].code).toBe("typed");
  });
});

describe("where what is typed is kept", () => {
  it("is a copy, made with the first change, of what is not mine", async () => {
    const oncopy = vi.fn();
    const doc = opened("```ts {#a}\n1;\n```\n", oncopy);
    doc.notebook.write(doc.notebook.cells[0], "2;");
    doc.notebook.write(doc.notebook.cells[0], "23;");
    await wait(600);
    expect(oncopy).toHaveBeenCalledTimes(1);
    const { id } = (oncopy.mock.calls as unknown as [[{ id: string }]])[0][0];
    expect((await readNotebookRecord(id)).markdown).toBe("```ts {#a}\n23;\n```\n");
  });

  it("is the history too, when an earlier version is taken back", async () => {
    const record = await createNotebook({ title: "T", markdown: "First.\n", origin: null });
    const doc = new OpenNotebook({ markdown: record.markdown, origin: null, record }, () => undefined);
    doc.beginWriting(0);
    doc.write("Second.");
    doc.endWriting();
    await wait(600);
    doc.reshape("First.\n", true);
    await wait(100);
    expect((await readNotebookRecord(record.id)).markdown).toBe("First.\n");
    expect((await versionsOf(record.id)).map(({ markdown }) => markdown)).toEqual(["Second.\n", "First.\n"]);
  });

  it("says at once when the copy cannot be kept", async () => {
    const doc = opened("```ts {#a}\n1;\n```\n");
    vi.spyOn(
      await import("../store/database.ts").then(({ database }) => database()),
      "add",
    ).mockRejectedValue(new DOMException("full", "QuotaExceededError"));
    doc.notebook.write(doc.notebook.cells[0], "2;");
    await wait(50);
    expect(doc.trouble).toMatch(/could not be kept.*Save it as a file/);
    expect(doc.markdown()).toContain("2;");
  });
});
