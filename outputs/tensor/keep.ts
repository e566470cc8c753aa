/** A tensor as the nested list that `tensor(...)` takes back, as numbers for a sheet, and as the picture that is seen. */
import { drawnFiles } from "../drawing/capture.ts";
import { counted, printNumber } from "../format.ts";
import { csvFile, jsonFile, type Keep } from "../keep.ts";
import type { Corner, TensorPayload, TensorSummary } from "./payload.ts";
import { entriesOf, tableOf } from "./ways.ts";

const keep: Keep<TensorPayload> = {
  copy: (payload) => ({ text: literalOf(payload), part: partOf(payload) }),
  files: (payload, element) => {
    const table = tableOf(payload);
    if (table === null) return drawnFiles(element);
    const { dtype, shape } = payload;
    const part = partOf(payload);
    const values = { values: table.values, ...(part === null ? {} : { columns: table.columns }) };
    return [
      csvFile(rowsOf(table), part),
      jsonFile({ dtype, shape, ...values }, part),
      ...drawnFiles(element),
    ];
  },
};
export default keep;

function literalOf(summary: TensorSummary): string {
  const { shape, dtype } = summary;
  const table = tableOf(summary);
  if (table === null) return "[]";
  const values = entriesOf(summary) ?? table.values;
  const sizes = entriesOf(summary) ? shape : [table.rows, table.columns];
  const write = (x: number) => (dtype === "bool" ? String(x !== 0) : printNumber(x, 9));
  let at = 0;
  const nest = (axis: number): string =>
    axis === sizes.length
      ? write(values[at++])
      : `[${Array.from({ length: sizes[axis] }, () => nest(axis + 1)).join(", ")}]`;
  return nest(0);
}

const rowsOf = ({ rows, columns, values }: Corner) =>
  Array.from({ length: rows }, (_, row) => [...values.subarray(row * columns, (row + 1) * columns)]);

function partOf(summary: TensorSummary): string | null {
  const table = tableOf(summary);
  if (table === null || entriesOf(summary)) return null;
  const wide = table.columns < (summary.shape.at(-1) ?? 1) ? ` and ${counted(table.columns, "column")}` : "";
  return `the first ${counted(table.rows, "row")}${wide}`;
}
