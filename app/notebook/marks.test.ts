import { describe, expect, it } from "vitest";
import { marksOf } from "./marks.ts";

const frame = (cell: string | null, start: number) => ({
  cell,
  name: null,
  line: 1,
  column: start + 1,
  text: "",
  range: { start, end: start + 3 },
});
const error = (...frames: ReturnType<typeof frame>[]) => ({
  key: "error",
  kind: "error",
  payload: {
    name: "TypeError",
    message: "x is lost",
    help: null,
    cell: frames[0]?.cell ?? null,
    range: frames[0]?.range ?? null,
    frames,
  },
});

describe("the marks of an error", () => {
  it("stand at the token that threw and at the call in each other cell", () => {
    const marks = marksOf(
      error(frame("helper", 40), frame("helper", 2), frame("main", 10), frame("main", 30)),
    );
    expect([...marks].map(([cell, [{ message, range }]]) => [cell, range.start, message])).toEqual([
      ["helper", 40, "x is lost"],
      ["main", 10, "The call from here failed: x is lost"],
    ]);
  });

  it("are none for an error without a place, and for other outputs", () => {
    expect(marksOf(error()).size).toBe(0);
    expect(marksOf({ key: "a", kind: "text", payload: {} }).size).toBe(0);
  });
});
