import { expect, it } from "vitest";
import * as engine from "#engine";
import { engineNames } from "./engine-names.ts";

it("names what the engine exports, and what its groups hold", () => {
  expect([...engineNames.keys()].sort()).toEqual(Object.keys(engine).sort());
  for (const group of ["nn", "np", "optim", "random"] as const) {
    expect([...engineNames.get(group)!].sort(), group).toEqual(Object.keys(engine[group]).sort());
  }
});
