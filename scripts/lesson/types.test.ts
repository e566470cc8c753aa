/** The lessons as the editor reads them: cells are global scripts over the engine's types and the notebook's ambient names. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { cellBlocks, exerciseBlocks, type Lesson } from "../../app/document/lesson.ts";
import { readLessons } from "./lesson-files.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** Top-level await and a returned value are what cells are for; a cell may shadow a built-in name. */
const notErrors = new Set([1108, 1375, 1378, 1431, 2300, 2451]);

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ["lib.esnext.d.ts"],
  types: [],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  paths: { slope: [path.join(root, "engine/index.ts")] },
};

const ambientFiles = [
  ...readdirSync(path.join(root, "outputs")).map((kind) => `outputs/${kind}/names.d.ts`),
  "worker/names/names.d.ts",
]
  .map((file) => path.join(root, file))
  .filter((file) => ts.sys.fileExists(file));

/** `declare const grad: typeof import("slope").grad` for each public name, as the notebook brings them in. */
function engineNames(): string {
  const index = ts.createSourceFile("index.ts", read("engine/index.ts"), options.target!);
  return index.statements
    .filter(ts.isExportDeclaration)
    .flatMap(({ exportClause: clause, isTypeOnly }) => {
      if (!clause) return [];
      if (ts.isNamespaceExport(clause))
        return [`declare const ${clause.name.text}: typeof import("slope").${clause.name.text};`];
      return clause.elements.flatMap(({ name: { text: name }, isTypeOnly: isType }) => [
        ...(/^[A-Z]/.test(name) ? [`type ${name} = import("slope").${name};`] : []),
        ...(isTypeOnly || isType ? [] : [`declare const ${name}: typeof import("slope").${name};`]),
      ]);
    })
    .join("\n");
}

const read = (file: string) => readFileSync(path.join(root, file), "utf8");

/** With the starters, or with each exercise's solution and its check beside it. */
function complaints(lesson: Lesson, how: "as it is" | "solved"): string[] {
  const texts = new Map<string, string>([["/lesson/engine-names.d.ts", engineNames()]]);
  for (const { id, code } of cellBlocks(lesson.blocks)) texts.set(`/lesson/${id}.ts`, code);
  for (const { id, solution, check } of how === "solved" ? exerciseBlocks(lesson.blocks) : []) {
    texts.set(`/lesson/${id}.ts`, solution);
    texts.set(`/lesson/${id}-check.ts`, `{${check}}`); // A block: two checks may use the same names of their own.
  }
  for (const { id, of } of lesson.claims) texts.set(`/lesson/${id.replace(":", "-")}.ts`, `(${of});`);

  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (file) => texts.has(file) || disk.fileExists(file),
    readFile: (file) => texts.get(file) ?? disk.readFile(file),
    getSourceFile: (file, ...rest) => {
      const text = texts.get(file);
      if (text === undefined) return disk.getSourceFile(file, ...rest);
      return ts.createSourceFile(file, text, options.target!);
    },
  };
  const program = ts.createProgram([...texts.keys(), ...ambientFiles], options, host);
  return [...texts.keys()]
    .flatMap((file) => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)))
    .filter(({ code }) => !notErrors.has(code))
    .map(({ file, start, messageText }) => {
      const line = file ? file.getLineAndCharacterOfPosition(start ?? 0).line + 1 : 0;
      return `${file?.fileName ?? ""}:${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
}

describe("a learner who opens a cell in the editor meets no type error", () => {
  it("in any lesson", { timeout: 60_000 }, async () => {
    const lessons = await readLessons(root);
    expect(lessons.length).toBeGreaterThan(0);
    expect(lessons.flatMap((lesson) => complaints(lesson, "as it is"))).toEqual([]);
    expect(lessons.flatMap((lesson) => complaints(lesson, "solved"))).toEqual([]);
  });
});
