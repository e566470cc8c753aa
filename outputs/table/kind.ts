/** `table(...)` lays out rows, columns or a matrix; `{ heat: true }` shades it. */
import type { OutputKind } from "../kind.ts";
import { table, TableFigure } from "./make.ts";
import type { TablePayload } from "./payload.ts";

const tableKind: OutputKind<TablePayload> = {
  kind: "table",
  priority: 80,
  matches: (value) => value instanceof TableFigure,
  encode: (value) => (value as TableFigure).payload, // matches() has seen it
  provide: () => ({ table }),
};
export default tableKind;
