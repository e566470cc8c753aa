/** The engine is an ES module that a bundler can cut down to what is used. */
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
