import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { main } from "./main.ts";

const front = (id: string) =>
  `---\ntitle: T\nid: ${id}\nversion: 1\nneeds: []\nminutes: 5\nsummary: S.\n---\n`;

describe("lesson:run", () => {
  let root: string;
  const out: string[] = [];
  const errors: string[] = [];
  const lesson = (id: string, body: string) =>
    writeFile(path.join(root, "lessons", `${id}.md`), front(id) + body);

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "lessons-"));
    await mkdir(path.join(root, "lessons/data"), { recursive: true });
    vi.spyOn(console, "log").mockImplementation((line: string) => void out.push(line));
    vi.spyOn(console, "error").mockImplementation((line: string) => void errors.push(line));
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    out.length = errors.length = 0;
    await rm(root, { recursive: true });
  });

  it("answers with the cells and the checks as JSON and nothing else", async () => {
    await lesson(
      "sum",
      '```ts {#a}\nconst a = 2;\nconsole.log("heard");\n```\n\nIt is :claim[4]{of="a + 2"}.',
    );
    expect(await main(["sum", "--json"], root)).toBe(0);
    expect(out).toHaveLength(1);
    expect(JSON.parse(out[0])).toEqual({
      cells: [{ id: "a", status: "ok", ms: expect.any(Number) as number }],
      checks: [{ name: "a + 2", ok: true, value: 4, want: "4" }],
    });
  });

  it("fails when a number in the text does not come out, and says what did", async () => {
    await lesson("sum", '```ts {#a}\nconst a = 2;\n```\n\nIt is :claim[5]{of="a + 2"}.');
    expect(await main(["sum"], root)).toBe(1);
    expect(out.join("\n")).toContain("✗ a + 2 is 5, found 4");
  });

  it("fails when a cell fails, and says why", async () => {
    await lesson("broken", '```ts {#a}\nthrow new Error("no such luck");\n```\n');
    expect(await main(["broken"], root)).toBe(1);
    expect(out.join("\n")).toMatch(/✗ cell a .*\n.*no such luck/);
  });

  it("fails when a claim names something that is not there", async () => {
    await lesson("lost", 'It is :claim[5]{of="nowhere"}.');
    expect(await main(["lost"], root)).toBe(1);
    expect(out.join("\n")).toContain("nowhere");
  });

  it("runs manual cells and waits for a training loop to end", async () => {
    const loop = "const run = (function* () {\n  for (const i of steps(50)) yield { i };\n})();";
    await lesson("loop", `\`\`\`ts {#train run=manual}\n${loop}\n\`\`\`\n\nUp to :claim[49]{of="run.i"}.`);
    expect(await main(["loop"], root)).toBe(0);
  });

  it("runs all and closes with the count", async () => {
    await lesson("good", "```ts {#a}\n1;\n```\n");
    await lesson("bad", "```ts {#a}\nnull.x;\n```\n");
    expect(await main(["--all"], root)).toBe(1);
    expect(out.at(-1)).toBe("\n1 passed, 1 failed");
  });

  it("names the lessons when asked for another", async () => {
    await lesson("good", "");
    expect(await main(["bad"], root)).toBe(2);
    expect(errors).toEqual(['There is no lesson "bad". There are good.']);
  });

  it("gives file, line and column of a lesson that cannot be read", async () => {
    await lesson("good", "::video\n");
    expect(await main(["good"], root)).toBe(2);
    expect(errors[0]).toMatch(/^lessons\/good\.md:9:1: `::video` is not a directive/);
  });

  it.each([[[]], [["a", "b"]], [["--all", "a"]], [["--fast"]]])(
    "explains its use when called with %j",
    async (args) => {
      expect(await main(args, root)).toBe(2);
      expect(errors[0]).toContain("npm run lesson:run -- <lesson>");
    },
  );
});
