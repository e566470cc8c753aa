/**
 * Node imports no blobs, and a `data:` module shows its whole address in every stack frame. So the module's text runs as a script
 * with a name, whose value is the function that the module would export.
 */
import { Script } from "node:vm";
import type { CellProgram, ImportModule } from "./compile.ts";

const exporting = "export default ";
/** As long, so that no column moves; modules are strict, scripts are asked to be. */
const strictly = '"use strict";'.padEnd(exporting.length);

export const importInNode: ImportModule = (javascript, name) =>
  new Promise((resolve) => {
    const script = new Script(strictly + javascript.slice(exporting.length), { filename: name });
    // The text is `compileCell`'s: its last value is a CellProgram.
    resolve(script.runInThisContext() as CellProgram);
  });
