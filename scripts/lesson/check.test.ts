import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { main } from "./check-main.ts";

const front = (symbols = "") =>
  `---\ntitle: T\nid: good\nversion: 1\nneeds: []\nminutes: 5\nsummary: S.\n${symbols}---\n`;
const fence = (opener: string, code: string) => `\`\`\`ts ${opener}\n${code}\n\`\`\`\n`;

const check = `expect(() => double(2), "double of 2").toBe(4);
expect(() => double(-3), "double of -3").toBe(-6);
mistake(() => double(3) === 9, "You squared it.");`;
const parts = {
  starter: "const double = (x: number) => x;",
  solution: "const double = (x: number) => 2 * x;",
  wrong: [
    ["const double = (x: number) => x * x;", "You squared it"],
    ["const double = (x: number) => NaN;", "It holds NaN"],
    ["const double = (x: number) => { throw new Error('hm') };", "it threw Error: hm"],
  ],
  check,
  extra: "",
};
const exercise = (changed: Partial<typeof parts> = {}) => {
  const { starter, solution, wrong, check: asked, extra } = { ...parts, ...changed };
  const hint = ":::hint\nHm.\n:::\n";
  return [
    "\n::::exercise{#double}\nDouble it.\n",
    fence("{.starter}", starter),
    fence("{.check}", asked),
    hint + hint + hint,
    fence("{.solution}", solution),
    ...wrong.map(([code, reply]) => fence(`{.wrong reply="${reply}"}`, code)),
    "::::\n",
    extra,
  ].join("");
};

describe("lesson:check", () => {
  let root: string;
  const out: string[] = [];
  const errors: string[] = [];
  const lesson = (body: string, symbols = "") =>
    writeFile(path.join(root, "lessons/good.md"), front(symbols) + body);
  const verdict = async (body: string, symbols = "") => {
    await lesson(body, symbols);
    const code = await main([], root);
    return { code, said: out.join("\n") };
  };

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "slope-check-"));
    await mkdir(path.join(root, "lessons/data"), { recursive: true });
    vi.spyOn(console, "log").mockImplementation((line: string) => void out.push(line));
    vi.spyOn(console, "error").mockImplementation((line: string) => void errors.push(line));
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    out.length = errors.length = 0;
    await rm(root, { recursive: true });
  });

  it("passes a lesson whose starter fails, whose wrong answers get their replies and whose solution passes", async () => {
    expect(await verdict(exercise())).toEqual({
      code: 0,
      said: expect.stringMatching(/^✓ good: 1 exercises/) as string,
    });
  });

  it("answers with one JSON", async () => {
    await lesson(`${exercise()}\nIt is :claim[4]{of="2 * 2"}.\n`);
    expect(await main(["--json"], root)).toBe(0);
    expect(JSON.parse(out.join("\n"))).toEqual({
      lessons: [
        {
          id: "good",
          ok: true,
          exercises: 1,
          quizzes: 0,
          claims: 1,
          ms: expect.any(Number) as number,
          faults: [],
        },
      ],
    });
  });

  it.each<[string, Partial<typeof parts>, RegExp]>([
    ["a starter that passes", { starter: parts.solution }, /good\.md:13: .*the starter passes/],
    [
      "a starter that does not run",
      { starter: "const double = nothing;" },
      /good\.md:13: .*the starter must run/,
    ],
    [
      "a solution that does not pass",
      { solution: "const double = (x: number) => 3 * x;" },
      /good\.md:30: .*does not pass.*\n.*expected 4; found 6/,
    ],
    [
      "a wrong answer that passes",
      { wrong: [[parts.solution, "squared"], ...parts.wrong.slice(1)] },
      /good\.md:33: .*this wrong answer passes/,
    ],
    [
      "a wrong answer with another reply",
      { wrong: [[parts.wrong[0][0], "cubed"], ...parts.wrong.slice(1)] },
      /good\.md:33: .*does not say "cubed"/,
    ],
    ["a check that asserts nothing", { check: "double(2);" }, /asserted nothing/],
    [
      "a solution that breaks a reader",
      { extra: fence("{#reader}", "if (double(1) === 2) throw new Error('broken');") },
      /cell `reader` fails: Error: broken/,
    ],
    [
      "an assertion that nobody awaits",
      { check: "setTimeout(() => expect(() => double(2)).toBe(4), 50);" },
      /asserted nothing/,
    ],
  ])("refuses %s, with file and line", async (_name, changed, message) => {
    const { code, said } = await verdict(exercise(changed));
    expect(code).toBe(1);
    expect(said).toMatch(message);
  });

  it.each([
    ["a renamed answer", "const twice = (x: number) => 2 * x;", "looks for double"],
    ["a text that is no program", "const double = (x: number) =>", "cannot run yet"],
    [
      "an answer that throws at once",
      "const double = null.x;",
      "Your code stopped before it could be checked in line 1",
    ],
    ["a generator", "const double = function* (x: number) { yield 2 * x; };", "Leave out the *"],
    ["a promise", "const double = async (x: number) => 2 * x;", "Leave async"],
    ["nothing", "const double = (x: number) => { 2 * x; };", "Is there a return?"],
    ["endless recursion", "const double = (x: number): number => double(x);", "calls itself without end"],
    ["a text", "const double = (x: number) => String(2 * x);", "found the text"],
    [
      "a name that the check uses",
      "const double = (x: number) => x;\nconst expect = () => ({ toBe() {} });",
      "made expect",
    ],
    ["a value in the place of the function", "const double = 4;", "double is not a function"],
  ])("replies to %s", async (_name, code, reply) => {
    expect(await verdict(exercise({ wrong: [[code, reply], ...parts.wrong.slice(1)] }))).toMatchObject({
      code: 0,
    });
  });

  it("does not wait for an answer without end", { timeout: 20_000 }, async () => {
    const endless = "const double = (x: number) => 2 * x;\nawait new Promise(() => undefined);";
    const { code } = await verdict(
      exercise({ wrong: [[endless, "stopped before it came to an end"], ...parts.wrong.slice(1)] }),
    );
    expect(code).toBe(0);
  });

  it("runs the answer of one lesson in another", async () => {
    const taker = (use: string) =>
      `${front().replace("id: good", "id: taker")}\n${fence("{#tape from=good/double}", "const double = (x: number) => x + x;")}\n${fence("{#use}", use)}`;
    await lesson(exercise());
    await writeFile(
      path.join(root, "lessons/taker.md"),
      taker("if (double(2) !== 4) throw new Error('no');"),
    );
    expect(await main([], root)).toBe(0);
    await writeFile(
      path.join(root, "lessons/taker.md"),
      taker("if (!String(double).includes('+')) throw new Error('no');"),
    );
    expect(await main([], root)).toBe(1);
    expect(out.join("\n")).toContain(
      "taker.md:10: with the answer to `good/double` cell `use` fails: Error: no",
    );
  });

  it("names the line of a number that does not come out, of a link that leads nowhere, of a symbol that is not there", async () => {
    const body =
      '\nIt is\n:claim[5]{of="2 * 2"}.\n\n[There](../nowhere/), [here](#nothing), [fine](https://example.org).\n';
    const { said } = await verdict(body, "symbols: { w: parameter }\n");
    expect(said).toContain("good.md:8: the symbol `w`");
    expect(said).toContain("good.md:12: `2 * 2` should be 5: found 4");
    expect(said).toContain("good.md:14: the link `../nowhere/`");
    expect(said).toContain("good.md:14: no heading has the address `#nothing`");
  });

  it.each([[["--fast"]], [["other"]]])("explains its use when called with %j", async (args) => {
    await lesson("");
    expect(await main(args, root)).toBe(2);
    expect(errors[0]).toMatch(/npm run lesson:check|There is no lesson/);
  });
});
