import { readFileSync } from "node:fs";
import Ajv from "ajv";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromJupyter, NotANotebookError, toJupyter, type MimeBundle } from "./jupyter.ts";
import { fileCells, NewerFormatError } from "./notebook-file.ts";
import { oddMarkdown } from "./testing/odd-markdown.ts";

const json = (path: string) => JSON.parse(readFileSync(path, "utf8")) as object;
// Jupyter's own schema, as nbformat 5.11.1 carries it (BSD-3-Clause).
const schema = json("app/document/testing/nbformat.v4.5.schema.json");
const isValid = new Ajv({ schemaId: "id", unknownFormats: "ignore" })
  .addMetaSchema(json("node_modules/ajv/lib/refs/json-schema-draft-04.json"))
  .compile(schema);

const outputs = (bundles: MimeBundle[]) => new Map([["a", bundles]]);
const lesson = readFileSync("lessons/autograd.md", "utf8");
const jupyter = (cells: object[], metadata: object = {}) =>
  JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells }, null, 1);
const code = (source: string) => ({
  cell_type: "code",
  id: "x",
  metadata: {},
  execution_count: 3,
  source,
  outputs: [],
});

describe("a notebook for Jupyter", () => {
  it("is valid by the official schema, whatever the notebook holds", () => {
    fc.assert(
      fc.property(
        oddMarkdown,
        fc.dictionary(fc.constantFrom("text/plain", "text/html", "image/png"), fc.string()),
        (markdown, bundle) => {
          expect(
            isValid(JSON.parse(toJupyter(markdown, outputs([bundle])))),
            JSON.stringify(isValid.errors),
          ).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  }, 30_000);

  it("comes back byte for byte", () => {
    fc.assert(
      fc.property(oddMarkdown, (markdown) => {
        expect(fromJupyter(toJupyter(markdown)).markdown).toBe(markdown);
      }),
      { numRuns: 500 },
    );
    expect(fromJupyter(toJupyter(lesson))).toEqual({ markdown: lesson, troubles: [] });
  }, 30_000);

  it("carries what cells have shown", () => {
    const text = toJupyter("```ts {#a}\n1;\n```\n", outputs([{ "text/plain": "1", "image/png": "aGk=" }]));
    const { cells } = JSON.parse(text) as { cells: { outputs: { data: unknown }[] }[] };
    expect(cells[0].outputs[0].data).toEqual({ "text/plain": ["1"], "image/png": "aGk=" });
  });

  it("takes code that was changed there into the cell it came from", () => {
    const changed = toJupyter(lesson).replace(
      "const f = (a: Tensor, b: Tensor) => a.mul(b).add(a);",
      "const f = 1; // ```",
    );
    const { markdown } = fromJupyter(changed);
    expect(fileCells(markdown).find(({ id }) => id === "graph")?.code).toMatch(/^const f = 1; \/\/ ```/);
    expect(
      markdown.replace("const f = 1; // ```", "const f = (a: Tensor, b: Tensor) => a.mul(b).add(a);"),
    ).toBe(lesson);
  });
});

describe("a notebook from elsewhere", () => {
  it("opens with its text and its cells", () => {
    const { markdown } = fromJupyter(
      jupyter([{ cell_type: "markdown", metadata: {}, source: ["# Hi\n", "there"] }, code("1 + 1;")]),
    );
    expect(markdown).toBe("# Hi\nthere\n\n```ts {#x}\n1 + 1;\n```\n");
  });

  it("keeps whatever code a cell holds", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "grapheme" }).map((s) => s.replace(/[\0\r]/g, ""))),
        (sources) => {
          const { markdown } = fromJupyter(jupyter(sources.map(code)));
          expect(fileCells(markdown).map((cell) => cell.code)).toEqual(sources);
        },
      ),
    );
  });

  it("shows Python and says that it cannot run", () => {
    const { markdown, troubles } = fromJupyter(
      jupyter([code("print(1)")], { language_info: { name: "python" } }),
    );
    expect(markdown).toBe("```python\nprint(1)\n```\n");
    expect(troubles[0].message).toBe(
      "The notebook is written in python: its code is shown and cannot run here.",
    );
  });
});

describe("a damaged notebook", () => {
  const whole = jupyter([code("first"), code("second"), code("third")]);

  it("opens with the cells before the place where it broke off, and says where", () => {
    const { markdown, troubles } = fromJupyter(whole.slice(0, whole.indexOf("third")));
    expect(fileCells(markdown).map((cell) => cell.code)).toEqual(["first", "second"]);
    expect(troubles).toEqual([
      { line: 22, message: "The file is damaged from line 22 on. 2 cells could be read." },
    ]);
  });

  it("opens with the cells behind a garbled one", () => {
    const { markdown } = fromJupyter(whole.replace('"second"', '"sec'));
    expect(fileCells(markdown).map((cell) => cell.code)).toEqual(["first", "third"]);
  });

  it("either opens or is refused in words, wherever it is cut or garbled", () => {
    const text = toJupyter(lesson);
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(40), fc.string(), (at, length, garbage) => {
        try {
          expect(fromJupyter(text.slice(0, at) + garbage + text.slice(at + length)).markdown).toBeTypeOf(
            "string",
          );
        } catch (error) {
          expect(error).toBeInstanceOf(NotANotebookError);
        }
      }),
      { numRuns: 200 },
    );
  }, 30_000);

  it("is refused when it is nothing of the kind, too old or too new", () => {
    expect(() => fromJupyter("hello")).toThrow("This file is no Jupyter notebook");
    expect(() => fromJupyter('{"a": 1}')).toThrow("it has no list of cells");
    expect(() => fromJupyter('{"nbformat": 5, "cells": []}')).toThrow("format 5; this page reads format 4");
    expect(() => fromJupyter('{"nbformat": 3, "worksheets": []}')).toThrow("format 3 or older");
    expect(() => fromJupyter(jupyter([], { slope: { format: 9 } }))).toThrow(NewerFormatError);
  });
});
