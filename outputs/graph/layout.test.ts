import { describe, expect, it } from "vitest";
import { layOut } from "./layout.ts";

const box = { width: 80, height: 60 };
const chain = (length: number) => ({
  id: 1,
  nodes: Array.from({ length }, () => box),
  edges: Array.from({ length: length - 1 }, (_, at) => ({
    from: at,
    to: at + 1,
    label: { width: 30, height: 20 },
  })),
});

describe("the layout of a graph", () => {
  it("reads from left to right where that fits the column, else from top to bottom", () => {
    expect(layOut({ ...chain(3), available: 680 }).direction).toBe("LR");
    const tall = layOut({ ...chain(12), available: 680 });
    expect(tall.direction).toBe("TB");
    expect(tall.width).toBeLessThan(680);
  });

  it("keeps boxes apart and both edges of a square", () => {
    const edges = [0, 1].map(() => ({ from: 0, to: 1, label: null }));
    const { nodes, edges: drawn } = layOut({ id: 1, nodes: [box, box], edges, available: 680 });
    expect(nodes[1].x - nodes[0].x).toBeGreaterThan(box.width);
    expect(drawn[0].points).not.toEqual(drawn[1].points);
  });

  it("draws a frame around what lies in it, one in the other, and nothing else", () => {
    const frames = [
      { members: [1, 2, 3], parent: null },
      { members: [2, 3], parent: 0 },
    ];
    const { nodes, frames: drawn } = layOut({ ...chain(5), frames, available: 4000 });
    const holds = (frame: (typeof drawn)[number], at: number) =>
      Math.abs(nodes[at].x - frame.x) < frame.width / 2 && Math.abs(nodes[at].y - frame.y) < frame.height / 2;
    expect(drawn.map((frame) => nodes.map((_, at) => holds(frame, at)))).toEqual([
      [false, true, true, true, false],
      [false, false, true, true, false],
    ]);
    expect(drawn[1].width).toBeLessThan(drawn[0].width);
  });
});
