import { parse as parseJavaScript } from "acorn";
import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import tsBlankSpace from "ts-blank-space";
import { describe, expect, it } from "vitest";
import { blankTypes } from "./blank.ts";
import { analyseCell } from "./cell.ts";
import { parse } from "./parse.ts";
import { asNode } from "./tree.ts";

function blank(code: string) {
  const parsed = parse(code);
  if (!("program" in parsed)) throw new Error(parsed.message);
  return blankTypes(code, asNode(parsed.program), parsed.comments);
}

const cases: readonly [what: string, typescript: string, javascript: string][] = [
  ["annotations", "const x: number = 1;", "const x         = 1;"],
  ["definite and optional marks", "let a!: A; f((b?: B) => b);", "let a    ; f((b    ) => b);"],
  ["as, satisfies and non-null", "(a as A).b!.c satisfies C;", "(a     ).b .c            ;"],
  ["generics", "const f = <T,>(x: T): T => g<T>(x);", "const f =     (x   )    => g   (x);"],
  ["interfaces and aliases", "type A = B; interface C { d: E }", ";           ;                   "],
  [
    "class members",
    "class A { private x?: B = 1; declare c: C; }",
    "class A {         x     = 1; ;             }",
  ],
  ["implements", "class A<T> extends B<T> implements C {}", "class A    extends B                 {}"],
  ["overloads", "function f(a: A): void; function f(a) {}", ";                       function f(a) {}"],
  ["this as a parameter", "function f(this: A, b) {}", "function f(         b) {}"],
  ["type imports", 'import { type A, b } from "slope";', 'import {         b } from "slope";'],
  ["declarations", "declare const a: A; b;", ";                   b;"],
];

describe("types become spaces", () => {
  it.each(cases)("%s", (_what, typescript, javascript) => {
    expect(blank(typescript)).toEqual({ javascript, problems: [] });
  });

  it("keeps two statements apart where only a type's end parted them", () => {
    expect(blank("let a: A\n(b)").javascript).toBe("let a;  \n(b)");
    expect(blank("type A = B\n(b)").javascript).toBe(";         \n(b)");
  });

  it("keeps an arrow on the line of its parameters", () => {
    const { javascript } = blank("const f = (a): {\n  b: B;\n} => a;");
    expect(javascript).toBe("const f = (a    \n       \n) => a;");
  });
});

const refused: readonly [code: string, marked: string, message: RegExp][] = [
  ["enum Colour { Red }", "enum", /`enum` is not part of JavaScript/],
  ["namespace A { export const b = 1 }", "namespace", /`namespace` is not part/],
  ["class A { constructor(private b: B) {} }", "private b: B", /also a property/],
  ["class A { @memo b() {} }", "@memo", /Decorators/],
  ["const a = <A>b;", "<A>b", /`<T>x`/],
];

describe("what cannot be erased is refused with the way out", () => {
  it.each(refused)("%s", (code, marked, message) => {
    const [problem] = blank(code).problems;
    expect(problem.message).toMatch(message);
    expect(problem.help).toMatch(/\w/);
    expect(code.slice(problem.range.start, problem.range.end)).toBe(marked);
  });
});

/** TypeScript as others write it: sources and declarations from the installed packages, the same files each time. */
function* typescriptFiles(folder: string, depth = 0): Generator<string> {
  if (depth > 7) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* typescriptFiles(path, depth + 1);
    else if (/\.[cm]?ts$/.test(entry.name)) yield path;
  }
}

/** Syntax with positions, without what either tool may add to keep statements apart. */
function treeOf(javascript: string): string {
  const program = parseJavaScript(javascript, { ecmaVersion: "latest", sourceType: "module" });
  return JSON.stringify(program, (key, value: unknown) => {
    if (key === "start" || key === "end") return undefined;
    if (!Array.isArray(value)) return value;
    return (value as ({ type?: string } | null)[]).filter((node) => node?.type !== "EmptyStatement");
  });
}

/** Letter for letter but for `;`, or else as the same tree. */
function sameProgram(ours: string, theirs: string): boolean {
  if (ours.replaceAll(";", " ") === theirs.replaceAll(";", " ")) return true;
  return treeOf(ours) === treeOf(theirs);
}

describe("against ts-blank-space", () => {
  const sample = [...typescriptFiles("node_modules")];

  it("gives the same program, of the same length, on the TypeScript of the installed packages", () => {
    let compared = 0;
    const differing: string[] = [];
    for (const path of sample) {
      const code = readFileSync(path, "utf8");
      if (code.length > 60_000) continue;
      const parsed = parse(code);
      if (!("program" in parsed)) continue;
      const ours = blankTypes(code, asNode(parsed.program), parsed.comments);
      if (ours.problems.length > 0) continue;
      const refusals: unknown[] = [];
      const theirs = tsBlankSpace(code, (node) => refusals.push(node));
      if (refusals.length > 0) continue;
      compared += 1;
      // Names are found in whatever parses, without a fault.
      expect(() => analyseCell(code)).not.toThrow();
      expect(ours.javascript).toHaveLength(code.length);
      if (!sameProgram(ours.javascript, theirs)) differing.push(path);
    }
    expect(differing).toEqual([]);
    expect(compared).toBeGreaterThan(1000);
  }, 120_000);
});

describe("whatever the types", () => {
  const type = fc.constantFrom(
    "number",
    "A<B, C>",
    "{ a: string;\n b?: A[] }",
    "(x: number) => void",
    "typeof y",
    '"a" | "b"',
    "[a: A, ...B[]]",
  );
  const statement = fc.oneof(
    type.map((t) => `const a: ${t} = b;`),
    type.map((t) => `let c: ${t}\n`),
    type.map((t) => `(d as ${t}).e;`),
    type.map((t) => `const f = (g: ${t}, h?: ${t}): ${t} => g;`),
    type.map((t) => `type I = ${t}\n`),
    type.map((t) => `class J { private k?: ${t}\n readonly l!: ${t}; m(n: ${t}): ${t} { return n } }`),
    type.map((t) => `function o<P extends ${t}>(q: P): asserts q is P {}`),
    fc.constant("[r] = s\n"),
    fc.constant("(t)\n"),
  );
  it("keeps every position and every line break, and leaves JavaScript", () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 6 }), (statements) => {
        const code = `{${statements.join("}\n{")}}`;
        const { javascript } = blank(code);
        expect(javascript).toHaveLength(code.length);
        expect(javascript.replace(/[^\n]/g, "")).toBe(code.replace(/[^\n]/g, ""));
        expect(treeOf(javascript)).toBe(treeOf(tsBlankSpace(code)));
      }),
      { numRuns: 300 },
    );
  });
});
