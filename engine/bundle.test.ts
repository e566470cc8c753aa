/** The engine is an ES module that a bundler can cut down to what is used. */
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { describe, expect, it } from "vitest";

/** What is left of the engine for a program, minified. */
async function bundled(code: string): Promise<string> {
  const entry = "\0program";
  const result = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      minify: true,
      rolldownOptions: { input: entry, preserveEntrySignatures: "strict" },
    },
    plugins: [
      {
        name: "program",
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? code : null),
      },
    ],
  });
  // Safe: one build without watching gives one bundle.
  const { output } = (Array.isArray(result) ? result[0] : result) as Rolldown.RolldownOutput;
  return output[0].code;
}

const index = new URL("index.ts", import.meta.url).pathname;

describe("a bundle of grad and tensor alone", () => {
  it("leaves out layers, optimizers, factorisations and solvers", async () => {
    const [part, whole] = await Promise.all([
      bundled(
        `import { grad, tensor } from "${index}"; export const run = () => grad((x) => x.sum())(tensor([1]));`,
      ),
      bundled(`export * from "${index}";`),
    ]);
    for (const name of [
      "crossEntropy",
      "multiHeadAttention",
      "odeint",
      "lstsq",
      "slogdet",
      "associativeScan",
      "dirichlet",
    ]) {
      expect([name, whole.includes(name)]).toEqual([name, true]);
      expect([name, part.includes(name)]).toEqual([name, false]);
    }
    expect(part.length).toBeLessThan(0.75 * whole.length);
  });
});

describe("the size of the engine, minified and gzipped", () => {
  const kilobytes = (code: string) => gzipSync(code, { level: 9 }).length / 1000;
  const budgets: [what: string, code: string, most: number][] = [
    ["all of it, the compiler and its kernels too", `export * from "${index}";`, 120],
    ["grad and jit", `export { grad, jit, tensor } from "${index}";`, 75],
    ["grad alone", `export { grad, tensor } from "${index}";`, 65],
  ];
  it.each(budgets)("of %s keeps to its budget", async (_what, code, most) => {
    const size = kilobytes(await bundled(code));
    expect(size, `${size.toFixed(1)} kB; what is new here, and must every page load it?`).toBeLessThan(most);
  });
});
