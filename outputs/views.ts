/** The page's registry: every kind's schema, and its view loaded when first needed. Payloads are parsed before they are believed. */
import type { Component } from "svelte";
import * as v from "valibot";
import type { Keep } from "./keep.ts";
import type { PayloadSchema, ViewProps } from "./kind.ts";

type View = Component<ViewProps<unknown, unknown>>;

const schemas = byKind(import.meta.glob<PayloadSchema>("./*/payload.ts", { eager: true, import: "default" }));
const views = byKind(import.meta.glob<View>("./*/View.svelte", { import: "default" }));

const keeps = byKind(import.meta.glob<Keep>("./*/keep.ts", { import: "default" }));

export type Parsed =
  | { readonly ok: true; readonly kind: string; readonly payload: unknown }
  | { readonly ok: false; readonly message: string };

/** Never throws, whatever a kernel sends. */
export function parse(kind: string, payload: unknown): Parsed {
  const schema = schemas.get(kind);
  if (schema === undefined)
    return { ok: false, message: `There is no output kind named ${JSON.stringify(kind)}.` };
  try {
    const result = v.safeParse(schema, payload);
    if (result.success) return { ok: true, kind, payload: result.output };
    const issue = result.issues[0];
    const path = v.getDotPath(issue);
    return {
      ok: false,
      message: `This ${kind} cannot be shown${path === null ? "" : ` (${path})`}: ${issue.message}`,
    };
  } catch {
    // A payload that holds itself exhausts the stack of any parser.
    return { ok: false, message: `This ${kind} cannot be shown: it is nested too deeply.` };
  }
}

/** The view of a kind that `parse` has accepted; its chunk is fetched once. */
export function loadView(kind: string): Promise<View> {
  const load = views.get(kind);
  return load ? load() : Promise.reject(new Error(`The output kind ${kind} has no view.`));
}

/** What can be taken away of a kind, null where that is nothing: loaded when somebody reaches for it. */
export const keepOf = (kind: string): (() => Promise<Keep>) | null => keeps.get(kind) ?? null;

function byKind<Value>(files: Record<string, Value>): ReadonlyMap<string, Value> {
  return new Map(Object.entries(files).map(([path, value]) => [path.split("/")[1], value]));
}
