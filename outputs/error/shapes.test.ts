import { describe, expect, it } from "vitest";
import { np } from "#engine";
import { shapesIn, type Axis } from "./shapes.ts";

/** What the engine itself says, so that a new wording there is found out here. */
function said(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("It was meant to fail.");
}
const show = (axes: readonly (Axis | null)[]) =>
  axes.map((axis) => (axis === null ? "." : `${axis.size}${axis.isWrong ? "!" : ""}`)).join(" ");

describe("two shapes that disagree", () => {
  it("stand under each other from the right, the wrong axes marked", () => {
    const shapes = shapesIn(said(() => np.ones([5, 4, 3]).add(np.ones([2, 3]))))!;
    expect(shapes.how).toBe("aligned");
    expect(show(shapes.first)).toBe("5 4! 3");
    expect(show(shapes.second)).toBe(". 2! 3");
    expect(shapes.alternative).toBe("Aligned from the right, axis -2 is 4 above and 2 below.");
    expect(shapes.words).toBe(
      "add: shapes [5, 4, 3] and [2, 3] do not broadcast. Sizes along an axis must agree or be 1.",
    );
  });

  it("do not mark an axis of size 1", () => {
    const shapes = shapesIn(said(() => np.ones([1, 3]).mul(np.ones([2, 4]))))!;
    expect(show(shapes.first)).toBe("1 3!");
    expect(show(shapes.second)).toBe("2 4!");
  });

  it.each([
    [[32, 784], [512, 10], "32 784!", "512! 10"],
    [[7, 2, 3], [4, 5], "7 2 3!", "4! 5"],
    [[3], [4], "3!", "4!"],
  ])("stand side by side in a product: %j x %j", (a, b, first, second) => {
    const shapes = shapesIn(said(() => np.ones(a).matmul(np.ones(b))))!;
    expect(shapes.how).toBe("joined");
    expect([show(shapes.first), show(shapes.second)]).toEqual([first, second]);
    expect(shapes.alternative).toContain(`${a.at(-1)} numbers`);
  });

  it("are not looked for in other messages", () => {
    expect(shapesIn("x is not defined")).toBeNull();
    expect(shapesIn(said(() => np.ones([2, 3]).sum(5)))).toBeNull();
  });
});
