/**
 * The contract of an output kind. A folder `outputs/<kind>/` holds three files: `payload.ts` (the message: a valibot
 * schema, no engine), `kind.ts` (a value becomes a payload, in the worker) and `View.svelte` (a payload becomes a picture, in
 * the page). `kinds.ts` and `views.ts` find them; no list names them.
 */
import type * as v from "valibot";

/** What the kernel lends to the names that kinds bring into a cell. One a cell, so nothing is ambient across an await. */
export interface CellContext {
  readonly cell: string;
  /** Adds an output below the cell, now. */
  display(value: unknown): void;
  /** The value the learner last gave this control, or `initial` where he has not touched it. */
  control<T>(label: string, initial: T): T;
  /** The text of a cell; null where there is no such cell. */
  code(cell: string): string | null;
  /** Bytes of a data set the site carries. */
  dataset(name: string): Promise<ArrayBuffer>;
}

export interface OutputKind<Payload = unknown> {
  readonly kind: string;
  /** Asked in descending order; the value tree answers everything at 0. */
  readonly priority: number;
  matches(value: unknown): boolean;
  /** Small, cloneable, never HTML. Large values are summarised here, in the worker. */
  encode(value: unknown): Payload;
  /** The names this kind brings into every cell, such as `plot` or `slider`, bound to the cell that calls them. */
  provide?(context: CellContext): Readonly<Record<string, unknown>>;
}

/** What `payload.ts` exports by default: the kernel is hostile until its payload has been parsed by this. */
export type PayloadSchema = v.GenericSchema;

/** The props of every `View.svelte`. */
export interface ViewProps<Payload, Value = never> {
  payload: Payload;
  /** Controls only: the learner moved it. At most once a frame. */
  oninput?: (value: Value) => void;
  /** The same for what waits: the cell finds the value when it next runs, and does not run for it. */
  onkeep?: (value: Value) => void;
  /** Where in the code the learner looks: what was made there may light up. */
  looked?: CodePlace | null;
  /** The learner looks at a part that this line of a cell made, or, with null, no longer: the app may light it up. */
  onpoint?: (place: CodePlace | null) => void;
  /** The learner wants to go there. */
  onjump?: (place: CodePlace) => void;
}

/** Lines and columns count from 1. */
export interface CodePlace {
  readonly cell: string;
  readonly line: number;
  readonly column: number;
}
