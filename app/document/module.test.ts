import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import blankSpace from "ts-blank-space";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engineNames, toModule, type EngineNames, type ModuleCell } from "./module.ts";

let engine: EngineNames;
let folder: string;

beforeAll(() => {
  if (!existsSync("engine/dist/index.js")) execFileSync(process.execPath, ["scripts/build-engine.mjs"]);
  engine = engineNames(readFileSync("engine/dist/index.d.ts", "utf8"));
  folder = mkdtempSync(join(tmpdir(), "slope-module-"));
  mkdirSync(join(folder, "node_modules/slope"), { recursive: true });
  writeFileSync(
    join(folder, "node_modules/slope/package.json"),
    '{"type":"module","exports":"./dist/index.js"}',
  );
  symlinkSync(resolve("engine/dist"), join(folder, "node_modules/slope/dist"));
  symlinkSync(resolve("lessons/data"), join(folder, "data"));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

const cell = (id: string, code: string, declares: string[] = [], reads: string[] = []): ModuleCell => ({
  id,
  code,
  declares,
  reads,
});

/** What the module prints in Node. Before 22.18 Node runs no types, so they are blanked as it would blank them. */
function printed(...cells: ModuleCell[]): string {
  const file = join(folder, "notebook.mjs");
  writeFileSync(
    file,
    blankSpace(toModule("A test", cells, engine), (node) => expect.fail(`not erasable: ${node.getText()}`)),
  );
  return execFileSync(process.execPath, [file], { encoding: "utf8", cwd: tmpdir() }).trim();
}

describe("a notebook as a module", { timeout: 60_000 }, () => {
  it("runs in Node with the engine", () => {
    expect(
      printed(
        cell("f", "const f = (x: Tensor) => x.pow(2).sum();", ["f"]),
        cell("df", "display(grad(f)(tensor([1, 2, 3])).tolist());", [], ["f"]),
      ),
    ).toBe("2,4,6");
  });

  it("runs cells after what they read, wherever they stand", () => {
    expect(printed(cell("b", "display(a + 1);", [], ["a"]), cell("a", "const a = 41;", ["a"]))).toBe("42");
  });

  it("gives the readers of a training loop what it yielded last", () => {
    const loop =
      "const run = (function* () {\n  for (const step of steps(5)) yield { loss: 1 / (step + 1) };\n})();";
    expect(printed(cell("run", loop, ["run"]), cell("loss", "display(run.loss);", [], ["run"]))).toBe("0.2");
  });

  it("gives a control what it starts with", () => {
    const controls =
      'const rate = slider("rate", { value: 0.1, min: 0, max: 1 });\nconst on = checkbox("on");\nconst way = select("way", ["a", "b"]);\nconst pad = drawPad("pad");\ndisplay([rate, on, way, pad.shape.join("x")].join());';
    expect(printed(cell("c", controls, ["rate", "on", "way", "pad"]))).toBe("0.1,false,a,8x8");
  });

  it("reads a data set that lies beside it", () => {
    expect(
      printed(cell("d", 'const digits = await dataset("digits");\ndisplay(digits.x.shape[1]);', ["digits"])),
    ).toBe("64");
  });

  it("leaves a learner's own name alone, whatever the engine calls by it", () => {
    const text = toModule("T", [cell("a", "const grad = 1;\nconst plot = 2;", ["grad", "plot"])], engine);
    expect(text).not.toMatch(/import|Proxy/);
  });

  it("takes no name from a comment, a string or a property", () => {
    const text = toModule("T", [cell("a", '// grad\n"vmap";\n({}).jit;', [])], engine);
    expect(text).not.toContain("import");
  });
});
