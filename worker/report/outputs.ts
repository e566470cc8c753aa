/**
 * The outputs of one run, in the order in which they first appeared. A value shown by the cell's body is encoded at once, as it is
 * then; one shown within a generator's step is kept and encoded when it is sent, so that 20,000 steps a second encode 30.
 */
import type { Output } from "../protocol.ts";
import type { ErrorPayload } from "#outputs/error/payload.ts";
import { PrintedLines, type Stream } from "./lines.ts";

export interface Encoded {
  readonly kind: string;
  readonly payload: unknown;
}
export type Encode = (value: unknown) => Encoded;

const MOST_OUTPUTS = 100;

interface Entry {
  readonly key: string;
  /** Null until the pending value is sent. */
  encoded: Encoded | null;
  pending: unknown;
  /** What a step of a generator showed here last, for the tape. */
  stepped: unknown;
}

/** What a frame of the tape shows in the place of the newest step. */
export interface Held {
  readonly shown: readonly unknown[];
  readonly result: unknown;
}

export class RunOutputs {
  readonly #encode: Encode;
  readonly #changed: () => void;
  readonly #entries = new Map<string, Entry>();
  readonly #lines = new PrintedLines();
  #displayed = 0;
  #left = 0;
  /** How many values the current step has shown; null outside of a step. */
  #inStep: number | null = null;
  /** By key, while time stands at a frame of the tape. */
  #held: ReadonlyMap<string, () => Encoded> | null = null;

  constructor(encode: Encode, changed: () => void) {
    this.#encode = encode;
    this.#changed = changed;
  }

  print(stream: Stream, text: string): void {
    this.#lines.print(stream, text);
    if (!this.#entries.has("text")) this.#entries.set("text", blank("text"));
    this.#changed();
  }

  display(value: unknown): void {
    if (this.#inStep !== null) {
      this.#keep(`step:${this.#inStep}`, value);
      this.#inStep += 1;
    } else {
      const encoded = this.#encode(value);
      this.#set(keyOf(encoded) ?? `display:${this.#displayed}`, encoded);
      this.#displayed += 1;
    }
    this.#changed();
  }

  /** The value of the cell's last expression. `undefined` shows nothing. */
  result(value: unknown): void {
    if (value === undefined) return;
    this.#keep("result", value);
    this.#changed();
  }

  fail(payload: ErrorPayload): void {
    this.#set(`error:${this.#entries.size}`, { kind: "error", payload });
    this.#changed();
  }

  /** From here on `display` replaces what the step before showed at the same place. */
  beginStep(): void {
    this.#inStep = 0;
  }

  endSteps(): void {
    this.#inStep = null;
  }

  /** What the generators' newest step has shown, in its order. */
  stepShown(): readonly unknown[] {
    const shown: unknown[] = [];
    for (let at = 0; at < (this.#inStep ?? 0); at += 1) shown.push(this.#entries.get(`step:${at}`)?.stepped);
    return shown;
  }

  /** Shows a frame of the tape instead of what the steps show; null follows them again. */
  hold(held: Held | null): void {
    const entries = held && [
      ...held.shown.map((value, at) => [`step:${at}`, once(() => this.#encode(value))] as const),
      ["result", once(() => this.#encode(held.result))] as const,
    ];
    this.#held = entries && new Map(entries);
    this.#changed();
  }

  snapshot(): readonly Output[] {
    const outputs = [...this.#entries.values()].map((entry) => this.#output(entry));
    if (this.#left === 0) return outputs;
    const text = `${this.#left} more outputs were left out: a cell shows at most ${MOST_OUTPUTS}.`;
    const payload = { first: [{ stream: "warn", text }], last: [], dropped: 0 };
    return [...outputs, { key: "left", kind: "text", payload }];
  }

  #output(entry: Entry): Output {
    if (entry.key === "text") return { key: "text", kind: "text", payload: this.#lines.payload() };
    const held = this.#held?.get(entry.key);
    if (held) return { key: entry.key, ...held() };
    if (!entry.encoded) {
      entry.encoded = this.#encode(entry.pending);
      entry.pending = null;
    }
    return { key: entry.key, ...entry.encoded };
  }

  #keep(key: string, value: unknown): void {
    const entry = this.#entry(key);
    if (!entry) return;
    entry.encoded = null;
    entry.pending = value;
    if (key.startsWith("step:")) entry.stepped = value;
  }

  #set(key: string, encoded: Encoded): void {
    const entry = this.#entry(key);
    if (entry) entry.encoded = encoded;
  }

  #entry(key: string): Entry | null {
    const known = this.#entries.get(key);
    if (known) return known;
    if (this.#entries.size >= MOST_OUTPUTS && !key.startsWith("error:")) {
      this.#left += 1;
      return null;
    }
    const entry = blank(key);
    this.#entries.set(key, entry);
    return entry;
  }
}

const blank = (key: string): Entry => ({ key, encoded: null, pending: null, stepped: undefined });

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** A control or a prediction is the same one on the page however many outputs stand before it; the assertions of a run are one list that grows. */
function keyOf({ kind, payload }: Encoded): string | null {
  if (kind === "checks") return "checks";
  if (kind !== "control" && kind !== "predict") return null;
  if (typeof payload !== "object" || payload === null || !("id" in payload)) return null;
  return `control:${String(payload.id)}`;
}
