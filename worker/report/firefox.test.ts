import { describe, expect, it } from "vitest";
import { helpFor } from "./help.ts";
import { markedAt } from "./firefox.ts";

describe("a place that Firefox 153 counted", () => {
  // Column and message as that Firefox gave them.
  const counted: readonly [code: string, column: number, message: string, marked: string][] = [
    [
      "const b = a.lenght.toFixed(2);",
      11,
      `can't access property "toFixed", a.lenght is undefined`,
      "toFixed",
    ],
    ["null.foo", 1, `can't access property "foo" of null`, "foo"],
    ["o.a.b.c", 1, `can't access property "b", o.a is undefined`, "b"],
    ["o['x'].y = 3", 1, `can't access property "y", o.x is undefined`, "y"],
    ["o['no-name'].x", 1, `can't access property "no-name", o is undefined`, "o"],
    ["const f = 3; f(2)", 15, "f is not a function", "f"],
    ["const a = [1]; a.mapp(f => f)", 18, "a.mapp is not a function", "mapp"],
    ["const [a] = 5;", 13, "5 is not iterable", "5"],
  ];
  it.each(counted)("%s", (code, column, message, marked) => {
    expect(code.slice(markedAt(code, column - 1, message))).toMatch(new RegExp(`^${marked}\\b`));
  });

  it("stays where Chromium counts to the same", () => {
    const code = "a.b.missing.deep";
    const message = "Cannot read properties of undefined (reading 'deep')";
    expect(markedAt(code, code.indexOf("deep"), message)).toBe(code.indexOf("deep"));
  });

  it("is helped with as in Chromium", () => {
    expect(helpFor("TypeError", `can't access property "foo", a.b is undefined`, [])).toMatch(
      /before `\.foo` is undefined/,
    );
  });
});
