import { describe, expect, it } from "vitest";
import * as v from "valibot";
import { grad, nn, random, stopGradient, tensor, type Tensor } from "#engine";
import kind from "./kind.ts";
import type { Expectation, expectOn } from "./expect.ts";
import type { expectGradOn } from "./gradients.ts";
import schema, { type Assertion } from "./payload.ts";
import type { expectSamplesOn } from "./samples.ts";

interface Names {
  expect: ReturnType<typeof expectOn>;
  expectGrad: ReturnType<typeof expectGradOn>;
  expectSamples: ReturnType<typeof expectSamplesOn>;
  forAll: <Input>(says: string, inputOf: (key: Tensor) => Input, property: (input: Input) => void) => void;
  mistake: (when: boolean | (() => boolean), says: string) => void;
}

/** The names as a cell has them, and what they have written so far. */
function cell() {
  let assertions: readonly Assertion[] = [];
  const names = kind.provide!({
    cell: "check",
    display: (value) => {
      expect(kind.matches(value)).toBe(true);
      assertions = v.parse(schema, kind.encode(value)).assertions;
    },
    control: (_label, initial) => initial,
    code: () => null,
    dataset: () => Promise.reject(new Error("none")),
  });
  // What `provide` gives, as names.d.ts declares it.
  return { names: names as unknown as Names, read: () => assertions };
}
const oneOf = (check: (names: Names) => void): Assertion => {
  const { names, read } = cell();
  check(names);
  expect(read()).toHaveLength(1);
  return read()[0];
};

describe("a value", () => {
  const near = (value: unknown) =>
    oneOf(({ expect: e }) => {
      e(value, "it").toBeCloseTo([1, 2]);
    });

  it.each([[[1, 2]], [tensor([1, 2])], [new Float64Array([1, 2])], [() => tensor([1, 2.00001])]])(
    "is near what is wanted as a list, a tensor, an array or a function that gives one",
    (value) => expect(near(value).ok).toBe(true),
  );

  it.each([
    ["another number", [1, 2.1], "Entry [1] is 2.1, not 2."],
    ["another shape", [[1, 2]], "It has the shape [1, 2], not [2]."],
    ["too few", [1], "It has the shape [1], not [2]."],
    ["NaN", [1, NaN], "It holds NaN"],
    ["an infinity", tensor([1, Infinity]), "It holds an infinity"],
    ["nothing", undefined, "Is there a `return`?"],
    ["a promise", Promise.resolve([1, 2]), "Leave `async`"],
    ["a generator", (function* () {})(), "Leave out the `*`"],
    ["a function of a function", () => () => [1, 2], "was the function called?"],
    ["rows of different length", [[1], [2, 3]], "Every row must be as long"],
    ["a text", "[1, 2]", null],
    [
      "an object whose getters throw",
      Object.defineProperty({}, "x", {
        enumerable: true,
        get: () => {
          throw new Error("no");
        },
      }),
      null,
    ],
  ])("is not near it as %s, and the reply says why", (_name, value, note) => {
    const { ok, note: said } = near(value);
    expect(ok).toBe(false);
    if (note === null) expect(said).toBeNull();
    else expect(said).toContain(note);
  });

  it("that throws fails its own assertion and not the next", () => {
    const { names, read } = cell();
    names
      .expect(() => {
        throw new TypeError("x is undefined");
      }, "first")
      .toBe(1);
    names.expect(2, "second").toBe(2);
    expect(read().map(({ says, ok }) => [says, ok])).toEqual([
      ["first", false],
      ["second", true],
    ]);
    expect(read()[0].found).toBe("it threw TypeError: x is undefined");
  });

  it("that calls itself for ever is told so", () => {
    const f = (): number => f();
    expect(
      oneOf(({ expect: e }) => {
        e(f).toBe(1);
      }).found,
    ).toBe("it calls itself without end");
  });

  const row = [0, 1, 0];
  it.each<[keyof Expectation, unknown[], unknown, unknown[]]>([
    ["toBeOneHot", [], [row, row], [[0.9, 0.1, 0], [0, 1, 1], [], 1]],
    ["toBeProbabilities", [], [0.25, 0.75], [[0.5, 0.6], [-1, 2], []]],
    ["toBeFinite", [], [1, 2], [[NaN], [], "x"]],
    ["toBeAtLeast", [2], [2, 3], [[1, 3], [NaN], []]],
    ["toBeAtMost", [2], [1, 2], [[3], [NaN], []]],
    ["toHaveShape", [[2]], [1, 2], [[[1, 2]], 3, undefined]],
    ["toBe", [[1, "a"]], [1, "a"], [[1, "b"], [1], NaN]],
  ])("%s holds for one thing and not for others", (matcher, given, right, wrong) => {
    const judge = (value: unknown) =>
      oneOf(({ expect: e }) => {
        (e(value)[matcher] as (...given: unknown[]) => void)(...given);
      }).ok;
    expect(judge(right)).toBe(true);
    for (const value of wrong) expect(judge(value)).toBe(false);
  });
});

describe("a gradient", () => {
  const squares = (x: Tensor) => x.pow(2).sum();
  const matches = (f: (x: Tensor) => unknown) =>
    oneOf(({ expectGrad }) => {
      expectGrad(f, "it").toMatchFiniteDifferences([0.5, -1.5, 2]);
    });

  it("matches nudges where it is right", () => {
    expect(matches(squares).ok).toBe(true);
    expect(matches((x) => nn.softmax(x)).ok).toBe(true);
  });

  it("does not where a path is cut, and the reply says so", () => {
    expect(matches((x) => stopGradient(x).pow(2).sum())).toMatchObject({
      ok: false,
      note: expect.stringContaining("cut") as string,
    });
    expect(matches((x) => x.mul(stopGradient(x)).sum()).ok).toBe(false);
    expect(matches((x) => squares(x).item()).note).toContain("item()");
  });

  it("equals that of another function", () => {
    const same = (f: (x: Tensor) => Tensor) =>
      oneOf(({ expectGrad }) => {
        expectGrad(f).toEqualThatOf((x) => nn.softmax(x), [1, 2, 3]);
      }).ok;
    expect(same((x) => nn.softmax(x.add(1)))).toBe(true);
    // Each of these sums to 1 as well: only a mixture tells them apart.
    expect(same((x) => nn.softmax(x.mul(2)))).toBe(false);
  });

  it("equals numbers", () => {
    expect(
      oneOf(({ expectGrad }) => {
        expectGrad(squares).toBeCloseTo([2, 4], [1, 2]);
      }).ok,
    ).toBe(true);
    expect(
      oneOf(({ expectGrad }) => {
        expectGrad(squares).toBeCloseTo([2, 5], [1, 2]);
      }).ok,
    ).toBe(false);
    expect(grad(squares)(tensor([1, 2])).tolist()).toEqual([2, 4]);
  });
});

describe("draws", () => {
  const draws = random.categorical(random.key(3), tensor([0.2, 0.3, 0.5]).log(), [10_000]);
  const shares = (value: unknown, want: number[]) =>
    oneOf(({ expectSamples }) => {
      expectSamples(value).toHaveFrequencies(want);
    });

  it("have the shares they were drawn with and no others", () => {
    expect(shares(draws, [0.2, 0.3, 0.5]).ok).toBe(true);
    expect(shares(draws, [0.25, 0.25, 0.5]).ok).toBe(false);
    expect(shares([0, 1, 2, 7], [0.2, 0.3, 0.5]).found).toContain("the draw 7");
    expect(shares(random.normal(random.key(1), [100, 3]), [0.2, 0.3, 0.5]).found).toContain("not one-hot");
  });

  it("have a mean and a variance within four standard errors", () => {
    const normal = random.normal(random.key(1), [4000]);
    const { names, read } = cell();
    names.expectSamples(normal).toHaveMean(0);
    names.expectSamples(normal).toHaveVariance(1);
    names.expectSamples(normal).toHaveMean(0.2);
    names.expectSamples(normal).toHaveVariance(1.3);
    expect(read().map(({ ok }) => ok)).toEqual([true, true, false, false]);
  });
});

describe("a property", () => {
  const property = (f: (x: Tensor) => unknown) =>
    oneOf(({ forAll, expect: e }) =>
      forAll(
        "any logits",
        (key: Tensor) => random.normal(key, [3]),
        (x: Tensor) => e(() => f(x), "sum").toBeProbabilities(),
      ),
    );

  it("is one assertion for all its inputs", () => {
    expect(property((x) => nn.softmax(x))).toMatchObject({ ok: true, says: "any logits, for 20 inputs" });
  });

  it("shows the first input at which it fails", () => {
    expect(property((x) => x)).toMatchObject({
      ok: false,
      note: expect.stringMatching(/^At the input \[/) as string,
    });
  });

  it("that asserts nothing is refused", () => {
    const { names } = cell();
    expect(() =>
      names.forAll(
        "none",
        () => 1,
        () => undefined,
      ),
    ).toThrow("asserts nothing");
  });
});

describe("a common mistake", () => {
  it("is told where it is made, and nowhere else", () => {
    const { names, read } = cell();
    names.mistake(false, "no");
    names.mistake(() => {
      throw new Error("another thing is wrong");
    }, "no");
    names.mistake(() => true, "Rows are all equal.");
    expect(read()).toEqual([
      { says: "Rows are all equal.", ok: false, expected: null, found: null, note: null },
    ]);
  });
});

it("refuses to go on where not every assertion could be kept", () => {
  const { names } = cell();
  const flood = () => {
    for (let i = 0; i <= 200; i += 1) names.expect(1).toBe(1);
  };
  expect(flood).toThrow("at most 200");
});
