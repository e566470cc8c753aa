import { describe, expect, it } from "vitest";
import { analyseCell } from "./cell.ts";

const declared = (code: string) => [...analyseCell(code).declares.keys()];
const read = (code: string) => [...analyseCell(code).reads.keys()];
const written = (code: string) => [...analyseCell(code).writes.keys()];
const marked = (code: string) => {
  const problem = analyseCell(code).problems.at(0);
  return problem && { message: problem.message, token: code.slice(problem.range.start, problem.range.end) };
};

describe("the names a cell makes", () => {
  it.each([
    ["const a = 1; let b; var c; function d() {} class E {}", ["c", "a", "b", "d", "E"]],
    ["const { a, b: [c, ...d], e = 1 } = f;", ["a", "c", "d", "e"]],
    ["for (let i = 0; i < 3; i++) { const j = i; var k = j }", ["k"]],
    ["const _mine = 1, ours = 2;", ["ours"]],
    ["type A = number; interface B {} declare const c: A;", []],
    ["export const a = 1;", ["a"]],
  ])("%s", (code, names) => expect(declared(code)).toEqual(names));
});

describe("the names a cell needs", () => {
  it.each([
    ["x + y.z + w['v']", ["x", "y", "w"]],
    ["const f = (a, { b = c }) => a + b + d;", ["c", "d"]],
    ["({ a, b: c, [d]: 1 })", ["a", "c", "d"]],
    ["const x: T = y as U;", ["y"]],
    ["function f() { g(); { var g = 1; } }", []],
    ["try { a() } catch (e) { b(e) }", ["a", "b"]],
    ["class A extends B { c = d; static e() { return f } }", ["B", "d", "f"]],
    ["typeof maybe === 'undefined'", []],
    ["outer: for (const a of b) { continue outer }", ["b"]],
    ["const f = function g() { return g + arguments.length }", []],
    ["switch (a) { case b: let c = 1; default: c }", ["a", "b"]],
    ["await a; `${b}`; new C(); d?.e; f!.g", ["a", "b", "C", "d", "f"]],
    ["const a = () => b; const b = 1;", []],
    ['import { grad } from "slope"; grad(f)', ["grad", "f"]],
  ])("%s", (code, names) => expect(read(code)).toEqual(names));
});

describe("the names of others that a cell changes", () => {
  it.each([
    ["x = 1", ["x"]],
    ["x.y = 1", []],
    ["[a, b.c] = d; e++; ({ f, ...g } = h)", ["a", "e", "f", "g"]],
    ["for (x of y) {}", ["x"]],
    ["let x; x = 1;", []],
  ])("%s", (code, names) => expect(written(code)).toEqual(names));
});

describe("the value a cell shows", () => {
  const result = (code: string) => {
    const { result } = analyseCell(code);
    return result && code.slice(result.start, result.end);
  };
  it.each([
    ["const a = 1;\na + 1;", "a + 1"],
    ["(a, b) // both", "(a, b)"],
    ["a;\ntype T = 1", null],
    ["a;;", "a"],
    ["const a = 1", null],
    ["", null],
    ["f(x) as number", "f(x) as number"],
  ])("%s", (code, expression) => expect(result(code)).toBe(expression));
});

describe("mistakes are told at their token", () => {
  it.each([
    ["const x = ;", ";", "`;` is not expected here."],
    ["const f = (x) => {\n  return x;", ";", "The cell ends inside a `{`."],
    ["f(1))", ")", "There is nothing that this `)` closes."],
    ["let x = 1; let x = 2;", "x", "`x` is declared twice in this cell."],
    ['const a = "abc', '"abc', "This text has no closing quote."],
    ["const a = 3;\nreturn a;", "return", "`return` stands outside of a function."],
    ["enum A { B }", "enum", "`enum` is not part of JavaScript and cannot be erased."],
    [
      'import x from "lodash"',
      '"lodash"',
      'A notebook cannot import "lodash": it runs in a sandbox without network.',
    ],
  ])("%s", (code, token, message) => expect(marked(code)).toEqual({ message, token }));

  it("marks something however the text is broken off", () => {
    const code =
      'const f = async (a: number[], { b = `x${a}` }) => { for (const c of a) await c["d"](/e/); };';
    for (let length = 1; length < code.length; length += 1) {
      for (const { range } of analyseCell(code.slice(0, length)).problems) {
        expect(range.end).toBeGreaterThan(range.start);
        expect(range.end).toBeLessThanOrEqual(length);
      }
    }
  });
});
