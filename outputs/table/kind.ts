/** `table(...)` lays out rows, columns or a matrix; `{ heat: true }` shades it. */
import { figureKind } from "../figure.ts";
import { table } from "./make.ts";
import type { TablePayload } from "./payload.ts";

export default figureKind<TablePayload>("table", () => ({ table }));
