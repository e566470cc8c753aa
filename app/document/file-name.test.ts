import { describe, expect, it } from "vitest";
import { fileNameOf } from "./file-name.ts";

describe("the name of a file", () => {
  it("is made of the title's words", () => {
    expect(fileNameOf("The chain rule, made visible")).toBe("the-chain-rule-made-visible");
    expect(fileNameOf("../../etc")).toBe("etc");
    expect(fileNameOf("???")).toBe("notebook");
  });
});
