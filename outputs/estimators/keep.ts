/** The rows, for a sheet. */
import type { Keep } from "../keep.ts";
import table from "../table/keep.ts";
import type { EstimatorsPayload } from "./payload.ts";

const keep: Keep<EstimatorsPayload> = {
  copy: ({ table: rows }, element) => table.copy(rows, element),
  files: ({ table: rows }, element) => table.files(rows, element),
};
export default keep;
