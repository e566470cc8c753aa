import { describe, expect, it } from "vitest";
import { FIRST_EYE, turned } from "./turn.ts";

const far = ({ x, y, z }: { x: number; y: number; z: number }) => Math.hypot(x, y, z);

describe("a plot in space", () => {
  it("is turned without coming nearer, and back", () => {
    const round = turned(FIRST_EYE, "ArrowLeft")!;
    expect(far(round)).toBeCloseTo(far(FIRST_EYE));
    expect(round.z).toBeCloseTo(FIRST_EYE.z);
    expect(turned(round, "ArrowRight")!.x).toBeCloseTo(FIRST_EYE.x);
  });

  it("is never turned over its top", () => {
    let eye = FIRST_EYE;
    for (let i = 0; i < 40; i += 1) eye = turned(eye, "ArrowUp")!;
    expect(Math.hypot(eye.x, eye.y)).toBeGreaterThan(0.01);
    expect(eye.z).toBeGreaterThan(0);
  });

  it("comes nearer and goes farther, and leaves other keys alone", () => {
    expect(far(turned(FIRST_EYE, "+")!)).toBeLessThan(far(FIRST_EYE));
    expect(far(turned(FIRST_EYE, "-")!)).toBeGreaterThan(far(FIRST_EYE));
    expect(turned(FIRST_EYE, "a")).toBeNull();
  });
});
