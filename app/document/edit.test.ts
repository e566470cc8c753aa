import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { piecesOf, withCell, withoutPiece, withPiece, withTitle } from "./edit.ts";
import { fileCells, readNotebook } from "./notebook-file.ts";

const block = fc.constantFrom(
  "Words.\n\n",
  "```ts {#ID}\n1;\n```\n",
  "```ts {#ID}\n```\n\n",
  "## More\n\nWords.\n",
  "- a\n- b\n\n",
);
const notebook = fc
  .tuple(fc.constantFrom("", "---\ntitle: T\n---\n"), fc.array(block, { maxLength: 5 }))
  .map(([front, blocks]) => front + blocks.map((text, at) => text.replace("ID", `c${at}`)).join(""));
const ids = (markdown: string) => fileCells(markdown).map(({ id }) => id);
const words = (markdown: string) => markdown.replace(/\s+/g, "");

describe("a notebook that is changed piece by piece", () => {
  it("gets a cell where it is wanted, and keeps all others", () => {
    fc.assert(
      fc.property(notebook, fc.nat(8), (markdown, place) => {
        const at = Math.min(place, piecesOf(markdown).length);
        const fixed = markdown.startsWith("---") ? Math.max(1, at) : at;
        const before = ids(piecesOf(markdown).slice(0, fixed).join(""));
        const changed = withCell(markdown, fixed);
        const rest = ids(markdown).slice(before.length);
        expect(ids(changed.markdown)).toEqual([...before, changed.id, ...rest]);
        expect(words(changed.markdown).replace(`\`\`\`ts{#${changed.id}}\`\`\``, "")).toBe(words(markdown));
      }),
      { numRuns: 200 },
    );
  });

  it("loses exactly the piece that is taken out", () => {
    fc.assert(
      fc.property(notebook, fc.nat(8), (markdown, place) => {
        const pieces = piecesOf(markdown);
        fc.pre(place < pieces.length);
        const changed = withoutPiece(markdown, place);
        expect(words(changed)).toBe(words(pieces.toSpliced(place, 1).join("")));
        expect(ids(changed)).toEqual(ids(markdown).filter((id) => !pieces[place].includes(`{#${id}}`)));
      }),
      { numRuns: 200 },
    );
  });

  it("takes any title, and keeps all else", () => {
    const title = fc
      .string({ unit: "grapheme", minLength: 1 })
      .filter((text) => text.trim() === text && !/[\r\n\u0085\u2028\u2029]/.test(text));
    fc.assert(
      fc.property(notebook, title, (markdown, title) => {
        const changed = withTitle(markdown, title);
        expect(readNotebook(changed).title).toBe(title);
        expect(ids(changed)).toEqual(ids(markdown));
        expect(withTitle(changed, "T")).toBe(withTitle(markdown, "T"));
      }),
      { numRuns: 200 },
    );
    expect(withTitle("---\r\nformat: 1\r\ntitle: A\r\n---\r\nx", "B")).toBe(
      "---\r\nformat: 1\r\ntitle: B\r\n---\r\nx",
    );
    expect(withTitle("---\nid: a\n---\n", "B: c")).toBe('---\ntitle: "B: c"\nid: a\n---\n');
  });

  it("sets blank lines around what comes in", () => {
    expect(withPiece("One.\n", 1, "Two.")).toBe("One.\n\nTwo.\n");
    expect(withPiece("```ts {#a}\n```\n", 0, "Words.")).toBe("Words.\n\n```ts {#a}\n```\n");
    expect(withCell("", 0).markdown).toBe("```ts {#cell-1}\n```\n");
  });
});
