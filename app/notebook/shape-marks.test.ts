import { expect, it } from "vitest";
import { shapeMarks } from "./shape-marks.svelte.ts";

const at = (code: string, name: string, text: string) => {
  const start = code.indexOf(name);
  return { name, range: { start, end: start + name.length }, text };
};

it("stands at the end of the line that declares the name", () => {
  const code = "// first\nconst w = f(\n  3,\n);  ";
  expect(shapeMarks(code, [at(code, "w", "f32[3]")])).toEqual([{ line: 2, column: 12, text: "f32[3]" }]);
});

it("says which is which where a line declares several", () => {
  const code = "const [loss, slope] = g();";
  const shapes = [at(code, "loss", "f32[]"), at(code, "slope", "f32[2]")];
  expect(shapeMarks(code, shapes)).toEqual([{ line: 1, column: 26, text: "loss f32[], slope f32[2]" }]);
});
