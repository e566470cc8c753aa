/**
 * The kernel as the sandbox loads it: one Worker, one port. The frame sends `{ type: "slope:port", port }` once; both sides then
 * call each other over that port with Comlink.
 */
import * as Comlink from "comlink";
import { encode } from "#outputs/kinds.ts";
import { importInWorker } from "./dataflow/import-in-worker.ts";
import { Kernel } from "./kernel.ts";
import { Lens } from "./lens/lens.ts";
import { notebookNames } from "./names/notebook.ts";
import type { KernelApi, PageApi } from "./protocol.ts";

addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  const port = portOf(data);
  if (port) serve(port);
});

function serve(port: MessagePort): void {
  // A learner's frames lie under the engine's: ten, the usual limit, would cut them off.
  Object.assign(Error, { stackTraceLimit: 50 });
  const remote = Comlink.wrap<PageApi>(port);
  const page: PageApi = {
    report: (batch) => remote.report(batch),
    dataset: (name) => remote.dataset(name),
  };
  const kernel = new Kernel({
    page,
    names: notebookNames(page),
    encode,
    importModule: importInWorker,
    lens: new Lens(),
  });
  // Uncaught errors do not end a worker; the frame would take them for its death.
  addEventListener("error", (event) => {
    event.preventDefault();
    if (!kernel.reportStray(event.error)) console.error(event.error);
  });
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    if (!kernel.reportStray(event.reason)) console.error(event.reason);
  });
  Comlink.expose(callable(kernel), port);
}

/** Only the protocol's calls; methods of a class lose their `this` on the way. */
function callable(kernel: Kernel): KernelApi {
  return {
    open: (cells) => kernel.open(cells),
    edit: (cell, after) => kernel.edit(cell, after),
    remove: (cell) => kernel.remove(cell),
    run: (cells) => kernel.run(cells),
    runAll: () => kernel.runAll(),
    runAutomatic: () => kernel.runAutomatic(),
    stop: (cell) => kernel.stop(cell),
    pause: () => kernel.pause(),
    resume: () => kernel.resume(),
    seek: (cell, position) => kernel.seek(cell, position),
    fork: (cell, from) => kernel.fork(cell, from),
    mark: (cell, run, isMarked) => kernel.mark(cell, run, isMarked),
    step: () => kernel.step(),
    setControl: (control, value) => kernel.setControl(control, value),
    keepControl: (control, value) => kernel.keepControl(control, value),
    pack: (cell) => kernel.pack(cell),
    recall: (cell, packed) => kernel.recall(cell, packed),
    look: (cell, offset, loss) => kernel.look(cell, offset, loss),
    ping: () => kernel.ping(),
  };
}

function portOf(data: unknown): MessagePort | null {
  if (typeof data !== "object" || data === null) return null;
  if (!("type" in data) || data.type !== "slope:port" || !("port" in data)) return null;
  return data.port instanceof MessagePort ? data.port : null;
}
