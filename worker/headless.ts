/** The same kernel without a page or a Worker, for Node: the lessons are checked by what it runs. */
import { encode } from "#outputs/kinds.ts";
import { importInNode } from "./dataflow/import-in-node.ts";
import { Kernel } from "./kernel.ts";
import { Lens } from "./lens/lens.ts";
import { notebookNames } from "./names/notebook.ts";
import type { PageApi, Report } from "./protocol.ts";

export interface HeadlessOptions {
  /** The bytes of a data set, as the page would send them. */
  readonly dataset: PageApi["dataset"];
  readonly report?: (batch: readonly Report[]) => void;
}

/** `kernel.settled()` resolves when a run has ended; `valueOf` and `resultOf` then give its values. */
export function createHeadlessKernel({ dataset, report }: HeadlessOptions): Kernel {
  return new Kernel({
    page: {
      report: (batch) => {
        // The kernel's own reporter has made it.
        report?.(batch as readonly Report[]);
        return Promise.resolve();
      },
    },
    names: notebookNames({ dataset }),
    encode,
    importModule: importInNode,
    lens: new Lens(),
  });
}
