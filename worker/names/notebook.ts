/** Every name that a cell may use without an import: the engine's, the outputs' and the kernel's own, bound to one run. */
import * as engine from "#engine";
import { provide, providedNames } from "#outputs/kinds.ts";
import type { NotebookNames } from "../kernel.ts";
import type { PageApi } from "../protocol.ts";
import { consoleFor } from "../report/console.ts";
import { checkDatasetName, readTable } from "./dataset.ts";
import { resumeOf } from "./resume.ts";
import { stepsOf } from "./steps.ts";

/** What `await dataset(name)` gives. */
interface Dataset {
  /** One row an example. */
  readonly x: engine.Tensor;
  /** The label of each. */
  readonly y: engine.Tensor;
  /** The names of x's columns and the label's; null where the file states none. */
  readonly columns: readonly string[] | null;
  /** What the labels stand for: `classes[label]`. */
  readonly classes: readonly string[] | null;
  readonly source: string;
  readonly licence: string;
}

const kernelNames = ["console", "dataset", "invalidation", "resume", "steps"];

export function notebookNames(page: Pick<PageApi, "dataset">): NotebookNames {
  const bytesOf = onceEach((name) => page.dataset(name));
  const dataset = onceEach(async (name): Promise<Dataset> => {
    checkDatasetName(name);
    const { values, labels, rows, columns, classes, source, licence } = await readTable(
      name,
      await bytesOf(name),
    );
    const x = engine.tensor(values).reshape([rows, rows === 0 ? 0 : values.length / rows]);
    return { x, y: engine.tensor(labels), columns, classes, source, licence };
  });

  return {
    names: new Set([...Object.keys(engine), ...providedNames, ...kernelNames]),
    members: memberNames(),
    bind: ({ run, control, code }) => ({
      ...engine,
      ...provide({
        cell: run.cell,
        display: (value) => run.outputs.display(value),
        control,
        code,
        dataset: bytesOf,
      }),
      console: consoleFor((stream, text) => run.outputs.print(stream, text)),
      dataset,
      invalidation: run.invalidation,
      resume: resumeOf(run),
      steps: stepsOf(run),
    }),
  };
}

function memberNames(): readonly string[] {
  const prototypes = [engine.Tensor.prototype, Array.prototype, Math].map(Object.getOwnPropertyNames);
  const namespaces = Object.values(engine)
    .filter((value) => typeof value === "object")
    .map(Object.keys);
  return [...new Set([...prototypes, ...namespaces].flat())];
}

/** Asks once for each name; what failed is asked again. */
function onceEach<Value>(ask: (name: string) => Promise<Value>): (name: string) => Promise<Value> {
  const answers = new Map<string, Promise<Value>>();
  return (name) => {
    const known = answers.get(name);
    if (known) return known;
    const answer = ask(name);
    answers.set(name, answer);
    answer.catch(() => answers.delete(name));
    return answer;
  };
}
