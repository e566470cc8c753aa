import { inspect, tensor, type Tensor } from "#engine";
import { describe, expect, it } from "vitest";
import { encode } from "../kinds.ts";
import { parse } from "../views.ts";
import { doctor } from "./kind.ts";
import type { DoctorPayload } from "./payload.ts";

function shown(value: unknown): DoctorPayload {
  const { kind, payload } = encode(value);
  expect(parse(kind, structuredClone(payload))).toMatchObject({ ok: true, kind: "doctor" });
  return payload as DoctorPayload; // parsed above
}

describe("doctor(loss)(params)", () => {
  const cut = (p: { w: Tensor; rate: Tensor }) => p.w.mul(p.rate.item()).pow(2).sum();
  const params = { w: tensor([1, 2]), rate: tensor(0.1) };

  it("names each illness and how every parameter stands", () => {
    const { findings, parameters } = shown(doctor(cut)(params));
    expect(findings).toMatchObject([
      { illness: "detached", severity: "error", title: "A gradient is cut", place: null },
    ]);
    expect(parameters.map(({ name, gradient }) => [name, gradient === null])).toEqual([
      ["p.w", false],
      ["p.rate", true],
    ]);
  });
  it("shows what the engine's own diagnose gives", () => {
    expect(shown(inspect.diagnose(cut)(params)).findings).toHaveLength(1);
  });
  it("keeps a NaN a NaN", () => {
    const { loss, parameters } = shown(doctor((w: Tensor) => w.log().sum())(tensor([-1])));
    expect(loss).toBeNaN();
    expect(parameters[0].size).toBe(1);
  });
  it("says what it takes", () => {
    // @ts-expect-error -- what a cell may call it with
    expect(() => doctor(params)).toThrow("doctor takes the loss, a function, then its arguments");
  });
});
