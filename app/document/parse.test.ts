import { describe, expect, it } from "vitest";
import { LessonError } from "./lesson-error.ts";
import { cellBlocks, lessonCells } from "./lesson.ts";
import { parseLesson } from "./parse.ts";

const head = [
  "---",
  "title: A lesson",
  "id: a-lesson",
  "version: 1",
  "needs: []",
  "minutes: 5",
  "summary: Something is learned.",
  "symbols: { w: parameter }",
  "---",
  "",
].join("\n");
const lesson = (body: string) => parseLesson(head + body, "lessons/a-lesson.md");
const html = (body: string) =>
  lesson(body).blocks.map((block) => (block.type === "prose" ? block.html : block.type));
const failure = (markdown: string): string => {
  try {
    parseLesson(markdown, "lessons/a-lesson.md");
  } catch (error) {
    expect(error).toBeInstanceOf(LessonError);
    return (error as LessonError).message;
  }
  return "it was accepted";
};

describe("a lesson file", () => {
  it("says what it is in its front matter", () => {
    const { title, id, version, needs, minutes, summary, symbols, blocks } = lesson("");
    expect({ title, id, version, needs, minutes, summary, symbols, blocks }).toEqual({
      title: "A lesson",
      id: "a-lesson",
      version: 1,
      needs: [],
      minutes: 5,
      summary: "Something is learned.",
      symbols: { w: "parameter" },
      blocks: [],
    });
  });

  it("becomes prose, cells and notes in their order", () => {
    const { blocks } = lesson(
      "One.\n\nTwo.\n\n```ts {#a}\n1;\n```\n\n:::note[Guess]{try}\nThree.\n```ts {#b}\n2;\n```\n:::\nFour.",
    );
    expect(blocks.map(({ type }) => type)).toEqual(["prose", "cell", "note", "prose"]);
    expect(blocks[0]).toEqual({ type: "prose", html: "<p>One.</p>\n<p>Two.</p>" });
    expect(blocks[2]).toMatchObject({
      role: "try",
      title: "Guess",
      blocks: [{ html: "<p>Three.</p>" }, { id: "b" }],
    });
    expect(cellBlocks(blocks).map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("reads a cell's attributes and keeps its text as written", () => {
    const body =
      '```ts {#train run=manual folded caption="Loss by step"}\nconst a = `x`;\n\n  a; // "b"\n```\n';
    const [cell] = cellBlocks(lesson(body).blocks);
    expect(cell).toMatchObject({ id: "train", run: "manual", folded: true, caption: "Loss by step" });
    expect(cell.code).toBe('const a = `x`;\n\n  a; // "b"');
    expect((head + body).slice(cell.source.start, cell.source.end)).toBe(`${cell.code}\n`);
  });

  it("gives a cell line feeds whatever the file's line ends are", () => {
    const [cell] = cellBlocks(
      parseLesson((head + "```ts {#a}\n1;\n2;\n```\n").replace(/\n/g, "\r\n"), "f").blocks,
    );
    expect(cell.code).toBe("1;\n2;");
  });

  it("sets maths, with the symbols of the code in their hue", () => {
    const [prose] = html("$\\sym{w}{w}^2$ is `w` squared.");
    expect(prose).toContain('<span class="enclosing hue-parameter"><span class="enclosing" data-symbol="w">');
    expect(prose).toContain('<code class="hue-parameter" data-symbol="w">w</code>');
    expect(prose).toContain("<math");
    expect(prose).toContain("\\sym{w}{w}^2</annotation>");
  });

  it("gives sections an address, each its own", () => {
    expect(html("## The tape\n\n### The tape\n")[0]).toMatch(/<h2 id="the-tape">.*\n<h3 id="the-tape-2">/);
  });

  it("shows other fences without running them", () => {
    expect(html("```text\n<b>\n```")).toEqual(["<pre><code>&#x3C;b></code></pre>"]);
  });

  it("turns each claim into a mark in the prose and a hidden cell", () => {
    const read = lesson(
      '```ts {#a run=manual}\nconst a = 2;\n```\nIt is :claim[2]{of="a"}, not :claim[[1, 3]]{of="[a - 1, a + 1]"}.',
    );
    expect(read.blocks[1]).toMatchObject({
      html: '<p>It is <span class="claim" data-claim="claim:1">2</span>, not <span class="claim" data-claim="claim:2">[1, 3]</span>.</p>',
    });
    expect(lessonCells(read)).toEqual([
      { id: "a", code: "const a = 2;", run: "manual" },
      { id: "claim:1", code: "a", run: "auto" },
      { id: "claim:2", code: "[a - 1, a + 1]", run: "auto" },
    ]);
  });
});

describe("a broken lesson is refused at its line and column", () => {
  const line = head.split("\n").length;
  const cases: [name: string, body: string, message: string][] = [
    [
      "an unknown container",
      "\n:::video\n:::",
      `${line + 1}:1: \`:::video\` is not a directive. Lessons have :claim`,
    ],
    ["an unknown leaf", "::video", `${line}:1: \`::video\` is not a directive`],
    ["an unknown text directive", "Mix 1:a.", `${line}:6: \`:a\` is not a directive.`],
    ["a plain colon read as one", "Mix 1:a.", "For a plain colon write \\:a."],
    [
      "a duplicate cell",
      "```ts {#a}\n```\n\n```ts {#a}\n```",
      `${line + 3}:1: a cell \`a\` already stands on line ${line}.`,
    ],
    ["a cell without a name", "```ts\n1\n```", `${line}:1: this cell has no name. Write \`\`\`ts {#name}`],
    [
      "an unknown attribute",
      "```ts {#a  fast=yes}\n```",
      `${line}:12: \`fast\` is not an attribute of a cell.`,
    ],
    [
      "a wrong value",
      "```ts {#a run=sometimes}\n```",
      `${line}:11: \`run\` is \`auto\`, \`manual\` or \`off\`.`,
    ],
    [
      "an attribute given twice",
      "```ts {#a folded folded}\n```",
      `${line}:18: \`folded\` stands here twice.`,
    ],
    ["folded with a value", "```ts {#a folded=no}\n```", `${line}:11: \`folded\` stands alone`],
    ["an empty caption", '```ts {#a caption=""}\n```', `${line}:11: \`caption\` needs words in quotes`],
    ["attributes that cannot be read", "```ts {#a =x}\n```", `${line}:11: \`=x\` is no attribute.`],
    ["attributes out of braces", "```ts #a\n```", `${line}:1: write a cell's attributes in braces`],
    ["a name in capitals", "```ts {#Train}\n```", `${line}:8: \`#Train\`: a cell's name is lower-case`],
    ["a cell that is never closed", "```ts {#a}\n1", `${line}:1: this cell is not closed.`],
    ["a cell in a list", "- ```ts {#a}\n  1\n  ```", `${line}:3: a cell stands alone`],
    ["an indented cell", "  ```ts {#a}\n  1\n  ```", `${line}:3: a cell starts at the beginning of a line`],
    ["raw HTML", "a <b>c</b>", `${line}:3: raw HTML is not shown.`],
    ["raw HTML as a block", "<script>1</script>", `${line}:1: raw HTML`],
    ["a picture", "![a](b.png)", `${line}:1: a lesson's pictures are drawn by its cells.`],
    [
      "a script in a link",
      "[a](javascript:alert)",
      `${line}:1: the address \`javascript:alert\` is not allowed.`,
    ],
    [
      "a link to another host in disguise",
      "[a](//host/b)",
      `${line}:1: the address \`//host/b\` is not allowed.`,
    ],
    ["a container left open", "a\n\n:::note{try}\nb", `${line + 2}:1: this \`:::note\` is not closed.`],
    [
      "an inner container left open",
      "::::note{try}\n:::note{aside}\nb\n::::",
      `${line + 1}:1: this \`:::note\` is not closed.`,
    ],
    ["a stray closing line", "a\n\n:::\n", `${line + 2}:1: colons that open or close nothing.`],
    ["a directive with spaces", "::: note {try}\na\n:::", `${line}:1: colons that open or close nothing.`],
    [
      "a note without a role",
      ":::note\na\n:::",
      `${line}:1: a note has one role: {try}, {aside}, {presenter}; here is no role.`,
    ],
    ["a note with an unknown role", ":::note{hint}\na\n:::", "here is `{hint}`."],
    ["a claim without a number", ':claim[many]{of="a"}', `${line}:1: \`many\` is not a number.`],
    ["a claim of nothing", "It is :claim[1].", `${line}:7: the claim \`1\` names nothing to measure.`],
    ["maths that cannot be set", "a $\\frac{1$", `${line}:3: KaTeX parse error`],
    [
      "an unknown symbol",
      "$\\sym{v}{v}$",
      `${line}:1: \\sym{v}: the front matter's \`symbols\` does not have \`v\`.`,
    ],
    ["maths that links", "$\\href{javascript:1}{a}$", `${line}:1: a formula may not use \\href.`],
    ["a title in the body", "# Title", `${line}:1: the title stands in the front matter`],
  ];
  it.each(cases)("%s", (_name, body, message) =>
    expect(failure(head + body)).toContain(
      message.startsWith(`${line}`) ? `lessons/a-lesson.md:${message}` : message,
    ),
  );
});

describe("a broken front matter is refused at its line and column", () => {
  const without = (field: string) => head.replace(new RegExp(`^${field}:.*\n`, "m"), "");
  const withLine = (from: string, to: string) => head.replace(from, to);
  it.each([
    ["none at all", "Text.", "1:1: front matter: a lesson starts with ---"],
    ["not closed", "---\ntitle: A\n", "1:1: front matter: it is not closed."],
    ["empty", "---\n---\n", "front matter: nothing is there."],
    ["a missing field", without("minutes"), "front matter: `minutes` is missing."],
    [
      "an unknown field",
      withLine("minutes: 5", "minutes: 5\nauthor: me"),
      "7:9: front matter: `author` is not a field",
    ],
    [
      "a wrong type",
      withLine("version: 1", "version: one"),
      "4:10: front matter: `version` must be a number",
    ],
    [
      "a fraction",
      withLine("version: 1", "version: 1.5"),
      "4:10: front matter: `version` must be a whole number.",
    ],
    [
      "a file name as id",
      withLine("id: a-lesson", "id: A.md"),
      "3:5: front matter: `id` must be lower-case words",
    ],
    ["no list", withLine("needs: []", "needs: autograd"), "5:8: front matter: `needs` must be a list"],
    [
      "an unknown hue",
      withLine("{ w: parameter }", "{ w: pink }"),
      "8:15: front matter: `symbols.w` must be one of value,",
    ],
    ["broken YAML", withLine("needs: []", "needs: ["), "front matter: "],
  ])("%s", (_name, markdown, message) => expect(failure(markdown)).toContain(message));
});
