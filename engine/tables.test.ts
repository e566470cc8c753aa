/** The published tables say what the records and the edge tests say: `npm run docs:engine` prints them anew. */
import { expect, it } from "vitest";
import { inspect } from "./index.ts";
import { edges } from "./testing/edges.ts";

const row = (...cells: readonly string[]) =>
  `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
const number = (x: number) => String(Number(x.toPrecision(6)));

it("docs/primitives.md is the table of the records", async () => {
  const all = inspect.primitives();
  const table = [
    "# What the engine supports",
    "",
    `${all.length} primitives; everything else is composed of them. Each has a shape rule, a kernel, a batching rule (\`vmap\`) and traces to a program (\`jit\`); the`,
    "last column says how its derivative is stated, from which both modes follow: by its partials, as a linear map with its transpose, or",
    "by a rule for each mode. `engine/primitives/laws.test.ts` holds each row. Printed by `npm run docs:engine`.",
    "",
    row("primitive", "computes", "dtypes", "derivative"),
    row("---", "---", "---", "---"),
    ...all.map(({ name, maths, dtypes, derivative }) =>
      row(`\`${name}\``, `$${maths}$`, dtypes.length === 5 ? "all" : dtypes.join(" "), derivative),
    ),
    "",
  ].join("\n");
  await expect(table).toMatchFileSnapshot("../docs/primitives.md");
});

it("docs/numerics.md is the table of the edges", async () => {
  const table = [
    "# Numerics that hold at the edges",
    "",
    "Where a formula taken literally, or its derivative, would be NaN, infinite or rounded away. `engine/transforms/numerics.test.ts` holds each",
    "row in float64, in both modes, under `vmap` and `jit`. Printed by `npm run docs:engine`.",
    "",
    row("what", "value", "derivative"),
    row("---", "---", "---"),
    ...edges.map(({ what, value, derivative }) => row(what, number(value), number(derivative))),
    "",
    "Conventions: the derivative of relu and |x| at 0 is 0; ties of max, min and sort share or keep their place as documented; sums are",
    "pairwise, so that a million times 0.1 in float32 is 100000; a variance takes two passes; no rewrite changes NaN, infinity or -0;",
    "float64 never passes through float32; integers wrap in 32 bits.",
    "",
  ].join("\n");
  await expect(table).toMatchFileSnapshot("../docs/numerics.md");
});
