import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  asCode,
  asText,
  duplicated,
  merged,
  movedPiece,
  parted,
  pasted,
  withWord,
  type Rearranged,
} from "./rearrange.ts";
import { fileCells, readNotebook } from "./notebook-file.ts";

const cell = (id: string, code: string, more = "") => `\`\`\`ts {#${id}${more}}\n${code}\n\`\`\``;
const book =
  [
    "---\ntitle: T\n---",
    "# Head",
    cell("a", "const a = 1;"),
    "Some *text*.",
    cell("b", "a + 1"),
    cell("c", "2"),
  ].join("\n\n") + "\n";
const at = (id: string) => {
  const { parts } = readNotebook(book);
  return parts.findIndex(({ blocks }) => blocks.some((block) => block.type === "cell" && block.id === id));
};
const textAt = readNotebook(book).parts.findIndex(({ range }) =>
  book.slice(range.start, range.end).includes("*text*"),
);

function done(change: Rearranged): string {
  if ("refused" in change) throw new Error(change.refused);
  return change.markdown;
}
const codes = (markdown: string) => fileCells(markdown).map(({ id, code }) => `${id}: ${code}`);

describe("a piece of a notebook", () => {
  it("moves past its neighbour and back, to the byte", () => {
    const down = done(movedPiece(book, at("b"), 1));
    expect(codes(down)).toEqual(["a: const a = 1;", "c: 2", "b: a + 1"]);
    const { parts } = readNotebook(down);
    const there = parts.findIndex(({ blocks }) =>
      blocks.some((block) => block.type === "cell" && block.id === "b"),
    );
    expect(done(movedPiece(down, there, -1))).toBe(book);
  });
  it("moves past text too, and text past cells", () => {
    expect(done(movedPiece(book, at("b"), -1)).replace(/\s+/g, " ")).toContain(
      "``` ```ts {#b} a + 1 ``` Some *text*. ```ts {#c}",
    );
    expect(codes(done(movedPiece(book, textAt, 1)))).toEqual(codes(book));
  });
  it("does not leave the notebook, or pass the lines at its head", () => {
    expect(movedPiece(book, at("c"), 1)).toEqual({ refused: "It is the last piece." });
    expect(movedPiece(book, 1, -1)).toEqual({ refused: "It is the first piece." });
  });
  it("is copied under a free name, its other attributes kept", () => {
    const folded = `${cell("a", "1", ' run=manual caption="x"')}\n`;
    const copy = done(duplicated(folded, 0));
    expect(fileCells(copy).map(({ id, run, caption }) => [id, run, caption])).toEqual([
      ["a", "manual", "x"],
      [fileCells(copy)[1].id, "manual", "x"],
    ]);
    expect(fileCells(copy)[1].id).not.toBe("a");
  });
  it("is pasted with its own name where that is free", () => {
    expect(codes(done(pasted(book, 2, cell("z", "9")))).slice(0, 1)).toEqual(["z: 9"]);
    expect(new Set(fileCells(done(pasted(book, 2, cell("a", "9")))).map(({ id }) => id)).size).toBe(4);
  });
});

describe("cells", () => {
  it("keep the caption and the careful way of running of the cell that is merged in", () => {
    const two = `${cell("a", "1")}\n\n${cell("b", "2", ' run=manual caption="What {b} shows"')}\n`;
    const one = merged(two, 0);
    expect(fileCells(done(one)).map(({ id, run, caption, code }) => [id, run, caption, code])).toEqual([
      ["a", "manual", "What {b} shows", "1\n2"],
    ]);
    expect("note" in one).toBe(false);
  });
  it("say what of the second cell could not be kept", () => {
    const two = `${cell("a", "1", ' caption="One"')}\n\n${cell("b", "2", ' run=off folded caption="Two"')}\n`;
    const one = merged(two, 0);
    expect(one).toMatchObject({
      note: 'Given up of b: its caption "Two", that it was switched off, that its code was hidden',
    });
    expect(fileCells(done(one)).map(({ run, folded, caption }) => [run, folded, caption])).toEqual([
      ["auto", false, "One"],
    ]);
  });
  it("that no fence names get braces for what they inherit", () => {
    const two = "```ts\n1\n```\n\n" + cell("b", "2", ' caption="Two"') + "\n";
    expect(fileCells(done(merged(two, 0))).map(({ caption, code }) => [caption, code])).toEqual([
      ["Two", "1\n2"],
    ]);
  });
  it("merge with the next and part again where the caret stood", () => {
    const one = done(merged(book, at("b")));
    expect(codes(one)).toEqual(["a: const a = 1;", "b: a + 1\n2"]);
    const two = done(parted(one, at("b"), "a + 1".length));
    expect(fileCells(two).map(({ code }) => code)).toEqual(["const a = 1;", "a + 1", "2"]);
  });
  it("do not merge over text", () => {
    expect(merged(book, at("a"))).toEqual({
      refused: "Text stands between this cell and the next: move it first.",
    });
    expect(merged(book, at("c"))).toEqual({ refused: "There is no cell below to merge with." });
    expect(merged(book, textAt)).toEqual({ refused: "Only cells are merged; this is text." });
  });
  it("become text and text becomes a cell", () => {
    const told = done(asText(book, at("b")));
    expect(codes(told)).toEqual(["a: const a = 1;", "c: 2"]);
    expect(told).toContain("\n\na + 1\n\n");
    const coded = done(asCode(book, textAt));
    expect(fileCells(coded).map(({ code }) => code)).toEqual(["const a = 1;", "Some *text*.", "a + 1", "2"]);
  });
  it("become text as they are written, the spaces of the first line included, and code again", () => {
    const indented = `${cell("a", "  one();\ntwo();")}\n`;
    const told = done(asText(indented, 0));
    expect(told).toBe("  one();\ntwo();\n");
    expect(fileCells(done(asCode(told, 0))).map(({ code }) => code)).toEqual(["  one();\ntwo();"]);
  });
  it("are not swallowed by a text that leaves a fence open", () => {
    const swallows = { refused: "A fence in this text is not closed: it would swallow the cells below." };
    const open = `\n\n~~~\nwords\n`;
    const quoting = `${cell("a", "~~~\nwords")}\n\n${cell("b", "1")}\n`;
    expect(asText(quoting, 0)).toEqual(swallows);
    const last = cell("b", "1") + open;
    expect(movedPiece(last, readNotebook(last).parts.length - 1, -1)).toEqual(swallows);
    expect(pasted(book, at("b"), open)).toEqual(swallows);
  });
  it("are folded by a word in their braces, and unfolded to the byte", () => {
    const folded = done(withWord(book, at("a"), "folded", true));
    expect(folded).toContain("```ts {#a folded}");
    expect(fileCells(folded)[0].folded).toBe(true);
    expect(done(withWord(folded, at("a"), "folded", false))).toBe(book);
  });
});

it("loses no code and no words, whatever is done in whatever order", () => {
  const words = (markdown: string) => [...markdown.matchAll(/word\d/g)].map(([word]) => word).toSorted();
  const start =
    ["word0", cell("a", "word1"), "word2", cell("b", "word3"), cell("c", "word4"), "word5"].join("\n\n") +
    "\n";
  const step = fc.record({ what: fc.nat(5), piece: fc.nat(12), caret: fc.nat(6) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let now = start;
      for (const { what, piece, caret } of steps) {
        const place = piece % readNotebook(now).parts.length;
        const change = [
          () => movedPiece(now, place, 1),
          () => movedPiece(now, place, -1),
          () => merged(now, place),
          () => asText(now, place),
          () => asCode(now, place),
          () => withWord(now, place, "folded", caret > 2),
        ][what]();
        if (!("refused" in change)) now = change.markdown;
        expect(words(now)).toEqual(words(start));
        expect(new Set(fileCells(now).map(({ id }) => id)).size).toBe(fileCells(now).length);
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);
