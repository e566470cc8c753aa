import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileCells, NewerFormatError } from "./notebook-file.ts";
import { fromLink, LinkError, MOST_CHARACTERS, toLink } from "./share.ts";
import { spliceCell } from "./splice.ts";
import { oddMarkdown } from "./testing/odd-markdown.ts";

const markdown = readFileSync("lessons/autograd.md", "utf8");
const origin = { lesson: "autograd", version: 1, markdown };
const course = (id: string) => Promise.resolve(id === "autograd" ? { markdown, version: 1 } : null);
const nothing = () => Promise.resolve(null);
const linkOf = async (text: string, from: typeof origin | null) => {
  const link = await toLink(text, from);
  if (link.type !== "link") throw new Error(`too large: ${link.characters}`);
  return link.fragment;
};
const packed = (value: unknown) => `s=${deflateRawSync(JSON.stringify(value)).toString("base64url")}`;

describe("a notebook in a link", () => {
  it("comes back byte for byte", async () => {
    await fc.assert(
      fc.asyncProperty(oddMarkdown, async (text) => {
        const received = await fromLink(await linkOf(text, null), nothing);
        expect(received.markdown).toBe(text);
      }),
      { numRuns: 100 },
    );
  }, 30_000);

  it("is only what differs, where it is a lesson with other code", async () => {
    const edited = spliceCell(markdown, "slopes", "grad(f)(tensor(2), tensor(3));");
    const fragment = await linkOf(edited, origin);
    expect(fragment.length).toBeLessThan(250);
    expect(await fromLink(`#${fragment}`, course)).toEqual({
      markdown: edited,
      lesson: { id: "autograd", version: 1 },
      troubles: [],
    });
  });

  it("is whole, where text has changed too", async () => {
    const edited = markdown.replace("exchange rate", "price");
    const fragment = await linkOf(edited, origin);
    expect((await fromLink(fragment, nothing)).markdown).toBe(edited);
  });

  it("holds only what an address can carry", async () => {
    expect(await linkOf("ü🙂 + / = # ?", null)).toMatch(/^s=[\w-]+$/);
  });

  it("is no link when it is too large for one", async () => {
    const noise = Array.from({ length: 20_000 }, (_, at) =>
      String.fromCharCode(33 + ((at * at * 7919) % 90)),
    ).join("");
    const random = noise + Array.from({ length: 30_000 }, () => Math.random().toString(36)[3]).join("");
    const link = await toLink(random, null);
    expect(link.type).toBe("too-large");
    expect(link.type === "too-large" && link.characters > MOST_CHARACTERS).toBe(true);
  });
});

describe("a link that does not fit", () => {
  it("keeps cells that the lesson no longer has", async () => {
    const link = packed({ format: 1, lesson: "autograd", version: 1, cells: { gone: "1 + 1;" } });
    const received = await fromLink(link, course);
    expect(received.markdown.startsWith(markdown)).toBe(true);
    expect(fileCells(received.markdown).at(-1)).toMatchObject({ id: "gone", code: "1 + 1;" });
    expect(received.troubles[0].message).toContain("no cell `gone` any more");
  });

  it("says that it was made with another version", async () => {
    const link = packed({ format: 1, lesson: "autograd", version: 7, cells: { slopes: "1;" } });
    expect((await fromLink(link, course)).troubles[0].message).toBe(
      "The link was made with version 7 of the lesson; this is version 1.",
    );
  });

  it("shows the changes alone where the lesson is not here", async () => {
    const link = packed({ format: 1, lesson: "other", version: 1, cells: { a: "1;" } });
    const received = await fromLink(link, course);
    expect(fileCells(received.markdown)[0]).toMatchObject({ id: "a", code: "1;" });
    expect(received.troubles[0].message).toContain('the lesson "other", which is not here');
  });
});

describe("a damaged link", () => {
  it("is refused in words, wherever it is cut or changed, or still opens", async () => {
    const fragment = await linkOf(markdown, null);
    await fc.assert(
      fc.asyncProperty(fc.nat(fragment.length), fc.nat(30), fc.string(), async (at, length, garbage) => {
        const damaged = fragment.slice(0, at) + garbage + fragment.slice(at + length);
        try {
          expect((await fromLink(damaged, course)).markdown).toBeTypeOf("string");
        } catch (error) {
          expect(error).toBeInstanceOf(LinkError);
        }
      }),
      { numRuns: 150 },
    );
  }, 30_000);

  it("is refused when it unfolds to far more than a notebook", async () => {
    const bomb = packed({ format: 1, markdown: "0".repeat(9 << 20) });
    await expect(fromLink(bomb, course)).rejects.toThrow(LinkError);
  });

  it("is refused when it is of a newer format", async () => {
    await expect(fromLink(packed({ format: 2, anything: true }), course)).rejects.toThrow(NewerFormatError);
  });

  it("is refused when it is something else", async () => {
    await expect(fromLink("#the-tape", course)).rejects.toThrow("This link holds no notebook");
    await expect(fromLink(packed(3), course)).rejects.toThrow("something that is no notebook");
    await expect(fromLink(packed({ format: 1, markdown: 3 }), course)).rejects.toThrow(LinkError);
  });
});
