/** Text and formulas a cell writes, with its numbers in them. */
import { figureKind } from "../figure.ts";
import { md, tex } from "./make.ts";
import type { MarkdownPayload } from "./payload.ts";

export default figureKind<MarkdownPayload>("markdown", () => ({ md, tex }));
