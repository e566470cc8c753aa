/** The whole board without a page: commands in any order on odd notebooks, and the way back. */
import "fake-indexeddb/auto";
import fc from "fast-check";
import { beforeEach, expect, it, vi } from "vitest";
import { oddMarkdown } from "../document/testing/odd-markdown.ts";
import { OpenNotebook } from "../mine/open-notebook.svelte.ts";
import { Board } from "./board.svelte.ts";
import { commands } from "./commands.ts";
import type { Target } from "./targets.ts";

beforeEach(() => {
  vi.stubGlobal("localStorage", {
    getItem: () => null,
    setItem: () => undefined,
    removeItem: () => undefined,
  });
  // Nothing has the focus and nothing is drawn: each command is told what is chosen.
  vi.stubGlobal("document", { activeElement: null, querySelector: () => null, querySelectorAll: () => [] });
  vi.stubGlobal("navigator", { clipboard: { writeText: () => Promise.resolve() } });
  vi.stubGlobal("CSS", { escape: (text: string) => text });
});

const changing = commands.filter(({ id, needs }) => needs === "piece" && id !== "run-insert");
const back = commands.find(({ id }) => id === "undo")!;
const again = commands.find(({ id }) => id === "redo")!;

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ command: fc.constantFrom(...changing), at: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ typed: fc.string({ maxLength: 12 }), at: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.constant({ command: back, at: 0 }) },
  { weight: 1, arbitrary: fc.constant({ command: again, at: 0 }) },
);

const opened = (markdown: string) =>
  new OpenNotebook({ markdown, origin: null, record: null }, () => undefined);

/** The piece at a place: a cell by its name, all else by the place. */
function targetAt(doc: OpenNotebook, at: number): Target {
  const { parts } = doc.file;
  if (parts.length === 0) return null;
  const place = at % parts.length;
  const [block] = parts[place].blocks;
  return parts[place].type === "cell" && block.type === "cell" ? { cell: block.id } : { text: place };
}

it("gives back every byte, whatever is done in whatever order", async () => {
  await fc.assert(
    fc.asyncProperty(
      oddMarkdown,
      fc.array(step, { minLength: 1, maxLength: 12 }),
      async (markdown, steps) => {
        const doc = opened(markdown);
        const board = new Board(doc.notebook, doc);
        board.timeline.settle();
        const seen = new Set([markdown]);
        for (const each of steps) {
          if ("typed" in each) {
            const { cells } = doc.notebook;
            if (cells.length > 0) cells[each.at % cells.length].code = each.typed.replace(/[\0\r]/g, "");
          } else await board.perform(each.command, targetAt(doc, each.at));
          board.timeline.settle();
          seen.add(doc.markdown());
        }
        const last = doc.markdown();
        for (let left = steps.length * 2 + 1; left > 0; left--) {
          await board.perform(back, null);
          expect(seen).toContain(doc.markdown());
        }
        expect(doc.markdown()).toBe(markdown);
        for (let left = steps.length * 2 + 1; left > 0; left--) await board.perform(again, null);
        // What was undone on the way and not done again is ahead of the last state, not lost.
        if (!steps.some((each) => "command" in each && each.command === back))
          expect(doc.markdown()).toBe(last);
        else expect(seen).toContain(doc.markdown());
      },
    ),
    { numRuns: 150 },
  );
}, 60_000);
