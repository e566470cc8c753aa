import { describe, expect, it } from "vitest";
import { linksOf } from "./links.ts";

const cell = (id: string, declares: string[], reads: string[]) => ({ id, declares, reads });

describe("a cell's links", () => {
  const data = cell("data", ["xs", "ys"], []);
  const again = cell("again", ["xs"], []);
  const model = cell("model", ["w"], ["xs", "ys"]);
  const plot = cell("plot", [], ["w", "xs"]);
  const cells = [data, again, model, plot];

  it("name whom it reads and who reads it, each with the names", () => {
    expect(linksOf(model, cells)).toEqual({
      from: [{ id: "data", names: ["xs", "ys"] }],
      to: [{ id: "plot", names: ["w"] }],
    });
  });

  it("leave out a cell that declares a name which is another's", () => {
    expect(linksOf(again, cells)).toEqual({ from: [], to: [] });
  });
});
