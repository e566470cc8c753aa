/** An error that a cell shows on purpose. One that ends a cell is made by the kernel, which knows where it happened. */
import type { OutputKind } from "../kind.ts";
import type { ErrorPayload } from "./payload.ts";

const error: OutputKind<ErrorPayload> = {
  kind: "error",
  priority: 40,
  matches: (value) => value instanceof Error,
  encode(value) {
    const { name, message } = value as Error; // matches() has seen it
    const help = Object.getOwnPropertyDescriptor(value, "help")?.value as unknown;
    return {
      name,
      message,
      help: typeof help === "string" ? help : null,
      cell: null,
      range: null,
      frames: [],
    };
  },
};
export default error;
