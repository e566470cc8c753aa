import { describe, expect, it } from "vitest";
import { exerciseBlocks, lessonCells, quizBlocks } from "./lesson.ts";
import { readNotebook } from "./notebook-file.ts";
import { parseLesson } from "./parse.ts";
import { spliceCell } from "./splice.ts";

const head = (terms = "") =>
  `---\ntitle: T\nid: a\nversion: 1\nneeds: []\nminutes: 5\nsummary: S.\n${terms}---\n\n`;
const lesson = (body: string, terms = "") => parseLesson(head(terms) + body, "lessons/a.md");
const failure = (body: string, terms = ""): string => {
  try {
    lesson(body, terms);
    return "it was accepted";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
};

const fence = (opener: string, code: string) => `\`\`\`ts ${opener}\n${code}\n\`\`\`\n`;
const parts = {
  open: "::::exercise[Double it]{#double}\n",
  task: "Write **double**.\n",
  starter: fence("{.starter}", "const double = (x: number) => x;"),
  check: fence("{.check}", "expect(double(2)).toBe(4);"),
  hints: ":::hint\nOne.\n:::\n:::hint\nTwo $x$.\n:::\n:::hint\nThree.\n:::\n",
  solution: fence("{.solution}", "const double = (x: number) => 2 * x;"),
  wrong: ["3 * x", "x * x", "x + 1"]
    .map((code) => fence('{.wrong reply="expected 4"}', `const double = (x: number) => ${code};`))
    .join(""),
  close: "::::\n",
};
const exercise = (changed: Partial<typeof parts> = {}) => Object.values({ ...parts, ...changed }).join("");

describe("an exercise", () => {
  it("is a cell with its starter, and keeps the rest apart", () => {
    const read = lesson(exercise());
    const [block] = exerciseBlocks(read.blocks);
    expect(block).toMatchObject({
      id: "double",
      title: "Double it",
      task: [{ type: "prose", html: "<p>Write <strong>double</strong>.</p>" }],
      cell: { id: "double", code: "const double = (x: number) => x;", run: "auto" },
      check: "expect(double(2)).toBe(4);",
      solution: "const double = (x: number) => 2 * x;",
      lines: { starter: 13, check: 16, solution: 28 },
    });
    expect(block.hints).toHaveLength(3);
    expect(block.hints[0]).toBe("<p>One.</p>");
    expect(block.hints[1]).toContain("katex");
    expect(block.wrong.map(({ code }) => code.slice(-6, -1))).toEqual(["3 * x", "x * x", "x + 1"]);
    expect(lessonCells(read)).toEqual([{ id: "double", code: block.cell.code, run: "auto" }]);
  });

  it("may wait for Run", () => {
    const starter = fence("{.starter run=manual}", "1;");
    expect(lessonCells(lesson(exercise({ starter })))[0].run).toBe("manual");
  });

  it.each<[string, Partial<typeof parts>, string]>([
    ["without a name", { open: "::::exercise\n" }, "10:1: this exercise has no name"],
    ["without a task", { task: "" }, "does not say what to do"],
    ["without a starter", { starter: "" }, "has no starter"],
    ["without a check", { check: "" }, "has no check"],
    ["with two checks", { check: parts.check + parts.check }, "18:1: a second check"],
    ["without a solution", { solution: "" }, "has no solution"],
    ["with two hints", { hints: ":::hint\nOne.\n:::\n:::hint\nTwo.\n:::\n" }, "has 2 hints. Write 3"],
    ["with too few wrong answers", { wrong: fence('{.wrong reply="x"}', "1;") }, "has 1 wrong answers"],
    ["with a wrong answer without a reply", { wrong: fence("{.wrong}", "1;") }, "what the check must reply"],
    ["with an unknown part", { check: fence("{.chekc}", "1;") }, "`{.chekc}` is no part of an exercise"],
    ["that is not closed", { close: "" }, "is not closed"],
    ["in a note", { open: ":::::note{try}\n::::exercise{#x}\n", close: "::::\n:::::\n" }, "stands alone"],
  ])("%s is refused at its line", (_name, changed, message) => {
    expect(failure(exercise(changed))).toContain(message);
  });

  it("cannot have the name of a cell", () => {
    expect(failure(exercise() + fence("{#double}", "1;"))).toContain("`double` already stands on line 10");
  });

  it("has its hints inside", () => {
    expect(failure(":::hint\nOut here.\n:::\n")).toContain("a hint stands inside of an exercise");
  });
});

describe("a copy of a lesson", () => {
  it("has the exercise's cell under its name, and nothing that would run beside it", () => {
    const file = readNotebook(head() + exercise());
    expect(file.cells.map(({ id, code }) => [id, code])).toEqual([
      ["double", "const double = (x: number) => x;"],
    ]);
    expect(file.troubles).toEqual([]);
    const shown = JSON.stringify(file.parts.map(({ blocks }) => blocks));
    expect(shown).toContain("Write <strong>double</strong>");
    expect(shown).not.toMatch(/expect\(|2 \* x|Three\./);
  });

  it("takes an edit of the answer into the starter's place", () => {
    const before = head() + exercise();
    const after = spliceCell(before, "double", "const double = (x: number) => 2 * x;");
    expect(after).toBe(before.replace("(x: number) => x;", "(x: number) => 2 * x;"));
  });
});

const right = "- [x] One output.\n\n  One walk.\n";
const wrong = "- [ ] More precise.\n\n  **Both are exact.** Rounding aside.\n";
const quiz = (answers: string, attributes = "#why") =>
  `::::quiz[Why?]{${attributes}}\nWhy **backward**?\n\n${answers}::::\n`;

describe("a quiz", () => {
  it("has answers with their reasons", () => {
    const [block] = quizBlocks(lesson(quiz(right + wrong)).blocks);
    expect(block).toEqual({
      type: "quiz",
      id: "why",
      title: "Why?",
      kind: "single",
      within: 0,
      ask: [{ type: "prose", html: "<p>Why <strong>backward</strong>?</p>" }],
      answers: [
        { html: "<p>One output.</p>", isRight: true, why: "<p>One walk.</p>", value: null },
        {
          html: "<p>More precise.</p>",
          isRight: false,
          why: "<p><strong>Both are exact.</strong> Rounding aside.</p>",
          value: null,
        },
      ],
    });
  });

  it("reads numbers, orders and sketches", () => {
    const numeric = "- [x] 1,297\n\n  Yes.\n- [ ] 3\n\n  **Off.** No.\n";
    const [one] = quizBlocks(lesson(quiz(numeric, "#n numeric within=0.5")).blocks);
    expect([one.within, one.answers.map(({ value }) => value)]).toEqual([0.5, [1297, 3]]);
    const order = "1. a\n\n   First.\n2. b\n\n   Then.\n3. c\n\n   Last.\n";
    expect(quizBlocks(lesson(quiz(order, "#o order")).blocks)[0].answers).toHaveLength(3);
    const plot = "- [x] [3, 1, 0.5] falls\n\n  Yes.\n- [ ] [1, 2] grows\n\n  **No.** It does not.\n";
    const [sketch] = quizBlocks(lesson(quiz(plot, "#p plot")).blocks);
    expect(sketch.answers[0].value).toEqual([3, 1, 0.5]);
  });

  it.each([
    ["without a right answer", quiz(wrong), "has 0 right answers"],
    ["with two right answers", quiz(right + wrong + "- [x] Two.\n\n  Too.\n"), "has 2 right answers"],
    ["without a wrong answer", quiz(right), "too few answers"],
    ["without a reason", quiz(right + "- [ ] Bare.\n"), "has no reason"],
    ["without a misconception", quiz(right + "- [ ] Bare.\n\n  Because.\n"), "names no misconception"],
    ["with an unmarked answer", quiz(`${right}- Bare.\n\n  **So.**\n`), "begins with [x]"],
    ["with the same answer twice", quiz(right + wrong + wrong), "stands twice"],
    ["without answers", quiz("Hm.\n\n"), "ends with a list of answers"],
    ["of an unknown kind", quiz(right + wrong, "#why mulitple"), "is `mulitple`"],
    ["with words for a number", quiz(right + wrong, "#why numeric"), "is no number"],
    ["with words for a sketch", quiz(right + wrong, "#why plot"), "a sketch is its heights"],
    ["with bullets for an order", quiz(right + wrong, "#why order"), "a numbered list"],
    ["without a name", quiz(right + wrong, ".x"), "has no name"],
  ])("%s is refused at its line", (_name, body, message) => {
    expect(failure(body)).toMatch(/^lessons\/a\.md:\d+:\d+: /);
    expect(failure(body)).toContain(message);
  });
});

describe("a term", () => {
  const terms = "terms: { cotangent: The slope that arrives. }\n";

  it("opens its definition without a script", () => {
    const [block] = lesson("The :term[cotangents]{of=cotangent} meet.", terms).blocks;
    expect(block).toMatchObject({ type: "prose" });
    if (block.type !== "prose") return;
    expect(block.html).toContain('popovertarget="term-1">cotangents</button>');
    expect(block.html).toContain(
      'id="term-1" popover="" class="definition"><strong>cotangent</strong> The slope that arrives.',
    );
  });

  it.each([
    ["that nobody defines", ":term[tape]", "", "the term `tape` is not defined"],
    ["that is defined and never said", "Nothing.", terms, "the term `cotangent` is not used"],
  ])("%s is refused", (_name, body, front, message) => {
    expect(failure(body, front)).toContain(message);
  });
});
