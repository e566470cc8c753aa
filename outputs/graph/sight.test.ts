/** What of a drawing larger than its window is seen first. */
import { describe, expect, it } from "vitest";
import type { Layout } from "./layout.ts";
import { startOf } from "./sight.ts";

const drawn = (...nodes: [x: number, y: number][]): Layout => ({
  id: 0,
  direction: "TB",
  width: 2000,
  height: 2000,
  nodes: nodes.map(([x, y]) => ({ x, y })),
  edges: [],
  frames: [],
});

describe("a drawing wider than its window", () => {
  it("opens where its first nodes stand, in the middle where they fit", () => {
    expect(startOf(drawn([900, 40], [1100, 120], [100, 1500]), 600, 500)).toBe(700);
  });

  it("opens at the leftmost of them where they do not", () => {
    expect(startOf(drawn([400, 40], [1700, 120], [100, 1500]), 600, 500)).toBe(320);
  });

  it("opens at its edge where they stand there", () => {
    expect(startOf(drawn([60, 40], [200, 900]), 600, 500)).toBe(0);
  });
});
