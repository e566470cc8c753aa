import { tensor } from "#engine";
import { render } from "svelte/server";
import { describe, expect, it } from "vitest";
import * as v from "valibot";
import { encode } from "../kinds.ts";
import { carried, entriesOf } from "./children.ts";
import { lineOf } from "./line.ts";
import schema from "./payload.ts";
import { print } from "./print.ts";
import { treeOf } from "./tree.ts";
import View from "./View.svelte";

const line = (value: unknown) => lineOf(treeOf(value));

describe("a value on one line", () => {
  class Network {
    width = 32;
  }
  it.each([
    [undefined, "undefined"],
    [null, "null"],
    [12n, "12n"],
    [[1, 0.5, NaN], "[1, 0.5, NaN]"],
    [{ loss: 0.25, "two words": "a\nb" }, String.raw`{ loss: 0.25, "two words": "a\nb" }`],
    [{}, "{}"],
    [new Network(), "Network { width: 32 }"],
    [new Map([["a", [1]]]), 'Map(1) { "a" => [1] }'],
    [new Set([1, 2]), "Set(2) [1, 2]"],
    [new Float32Array([1, 2]), "Float32Array(2) [1, 2]"],
    [new Date(0), "1970-01-01T00:00:00.000Z"],
    [/a+/g, "/a+/g"],
    [new RangeError("too far"), "RangeError: too far"],
    [Promise.resolve(1), "(a promise: put `await` before it)"],
  ])("writes %o", (value, text) => {
    expect(line(value)).toBe(text);
  });

  it("writes a function by its parameters, without the gaps that types leave", () => {
    // prettier-ignore
    const f = (x: number        , { rate = (1 + 2) * 3 }         = {}) => x * rate;
    expect(line(f)).toBe("ƒ f(x, { rate = (1 + 2) * 3 } = {})");
    expect(line(Network)).toBe("class Network");
  });

  it("marks an object that holds itself", () => {
    const self: Record<string, unknown> = { name: "loop" };
    self.again = { inner: self };
    expect(line(self)).toBe('{ name: "loop", again: { inner: (the object 2 up) } }');
  });

  it("never calls a getter", () => {
    let called = 0;
    const sly = Object.defineProperty({}, "x", { enumerable: true, get: () => (called += 1) });
    expect(line(sly)).toBe("{ x: (getter) }");
    expect(called).toBe(0);
  });

  it("shows a small tensor in place", () => {
    expect(
      line({
        w: tensor([
          [1, 2],
          [3, 4.5],
        ]),
      }),
    ).toBe("{ w: float32 [2, 2] [[1, 2], [3, 4.5]] }");
    expect(line(tensor(2.5))).toBe("float32 2.5");
  });
});

describe("the tree of a value", () => {
  it("is bounded in depth, breadth and total, and tells what it left out", () => {
    let deep: unknown = "bottom";
    for (let i = 0; i < 100; i += 1) deep = [deep];
    const wide = Array.from({ length: 1000 }, () => Array.from({ length: 1000 }, (_, i) => ({ i })));
    expect(JSON.stringify(treeOf(deep)).length).toBeLessThan(1000);
    const tree = treeOf(wide);
    expect(JSON.stringify(tree).length).toBeLessThan(300_000);
    expect(tree).toMatchObject({ type: "list", size: 1000, items: { length: 500 } });
  });

  it("shares its room among siblings: a large first entry leaves the second its own", () => {
    const rows = (n: number) => Array.from({ length: n }, (_, i) => ({ i, half: i / 2 }));
    const tree = treeOf([rows(1000), rows(1000)]);
    expect(tree).toMatchObject({ items: [{ items: { length: 200 } }, { items: { length: 200 } }] });
    expect(treeOf([rows(1000), { last: 1 }])).toMatchObject({ items: [{}, { entries: [{ key: "last" }] }] });
  });

  it("carries a long list of numbers as one typed array, cut where it is very long", () => {
    const tree = treeOf(Array.from({ length: 40_000 }, (_, i) => i));
    expect(tree).toMatchObject({ type: "numbers", name: "Array", size: 40_000 });
    expect(carried(tree)).toBe(32_768);
    expect(treeOf(new Int16Array(100))).toMatchObject({ type: "numbers", name: "Int16Array", size: 100 });
    expect(treeOf(Array.from({ length: 100 }, (_, i) => (i < 99 ? i : "end"))).type).toBe("list");
  });

  it("does not let one part that traps every look hide the rest", () => {
    const trap = () => {
      throw new Error("do not touch");
    };
    const hostile = new Proxy({}, { ownKeys: trap, getPrototypeOf: trap, get: trap });
    const error = Object.defineProperty(new Error("x"), "message", { get: trap });
    expect(line({ a: 1, hostile, error, b: 2 })).toBe(
      "{ a: 1, hostile: (cannot be shown: do not touch), error: Error: , b: 2 }",
    );
  });

  it("goes through collections by their own way, whatever a subclass makes of it", () => {
    class Sly extends Map<string, number> {
      override get size() {
        return Infinity;
      }
      override *[Symbol.iterator](): MapIterator<[string, number]> {
        yield* [["made up", 1]];
      }
    }
    expect(line(new Sly([["a", 1]]))).toBe('Sly(1) { "a" => 1 }');
  });

  it("tells a hole from undefined, and a weak map from an empty one", () => {
    // eslint-disable-next-line no-sparse-arrays -- the hole is the point
    expect(line([1, , undefined])).toBe("[1, (empty), undefined]");
    expect(line(new WeakMap())).toBe("(WeakMap: what it holds cannot be listed)");
  });

  it("is what the page accepts, after the copy between threads", () => {
    const everything = [
      1,
      "a",
      null,
      undefined,
      1n,
      () => 1,
      new Map([[{}, new Set([NaN])]]),
      tensor([1, 2]),
    ];
    expect(v.is(schema, structuredClone({ root: treeOf(everything) }))).toBe(true);
  });
});

describe("an open branch", () => {
  const html = (value: unknown) =>
    render(View, { props: { payload: { root: treeOf(value) } } }).body.replace(/<!--.*?-->/g, "");

  it("lists up to a hundred entries and ranges of a hundred beyond", () => {
    const body = html(Array.from({ length: 12_345 }, (_, i) => i));
    expect(body.match(/\d[\d,]* … [\d,]+/g)).toEqual([
      "0 … 999",
      ...Array.from({ length: 11 }, (_, i) => `${i + 1},000 … ${i + 1},999`),
      "12,000 … 12,344",
    ]);
    expect(body).not.toContain('class="leaf');
    const objects = html(Array.from({ length: 150 }, (_, i) => ({ i })));
    expect(objects.match(/\d+ … \d+/g)).toEqual(["0 … 99", "100 … 149"]);
    expect(objects.match(/<summary/g)).toHaveLength(1 + 2 + 100);
  });

  it("says of numbers how far they reach, and what among them is none", () => {
    const numbers = Array.from({ length: 100 }, (_, i) => (i === 50 ? NaN : i));
    expect(html(numbers)).toContain("Array of 100, 0 to 99, mean 49.49, 1 NaN");
    expect(html(numbers)).toMatch(/class="number[^"]* odd[^"]*">NaN/);
  });

  it("opens a key that is an object beside its value", () => {
    const node = treeOf(new Map([[{ a: 1 }, 2]]));
    expect(entriesOf(node, { from: 0, to: 1 })).toMatchObject([
      { name: "0", value: { entries: [{ key: "key" }, { key: "value" }] } },
    ]);
  });
});

describe("encode", () => {
  it("shows a value that traps every look as text that says so", () => {
    const trap = () => {
      throw new Error("do not touch");
    };
    const hostile = new Proxy({}, { ownKeys: trap, getPrototypeOf: trap, get: trap });
    expect(encode(hostile)).toMatchObject({
      kind: "text",
      payload: { first: [{ text: "This value cannot be shown: do not touch" }] },
    });
  });

  it("shows a string as text and a number as a value", () => {
    expect(encode("hello").kind).toBe("text");
    expect(encode(0.97)).toEqual({ kind: "value", payload: { root: { type: "number", value: 0.97 } } });
  });
});

describe("print", () => {
  it("leaves strings as they are and writes the rest as code", () => {
    expect(print("loss", 0.5, { step: 3 })).toBe("loss 0.5 { step: 3 }");
  });
});
