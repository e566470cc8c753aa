/**
 * What a notebook showed when it was left: each cell's outputs, and where its controls stood. Worth less than text: what finds no room is
 * dropped, the oldest first, and what cannot be read is as if it were not there.
 */
import * as v from "valibot";
import { database } from "./database.ts";

const output = v.object({ key: v.string(), kind: v.string(), payload: v.unknown() });

const visit = v.object({
  cells: v.record(v.string(), v.object({ at: v.number(), outputs: v.array(output) })),
  controls: v.record(
    v.string(),
    v.object({
      /** The text of its cell: in another text it may mean something else. */
      code: v.string(),
      value: v.union([v.number(), v.string(), v.boolean(), v.array(v.number())]),
    }),
  ),
});
export type Visit = v.InferOutput<typeof visit>;

const nothing: Visit = { cells: {}, controls: {} };

const MOST_BYTES_OF_A_CELL = 2_000_000;
const MOST_BYTES = 8_000_000;

export async function readVisit(key: string): Promise<Visit> {
  return parsed(await (await database()).get("visits", key));
}

/** Lays what was made and set in this tab over what is stored, which another may have written. */
export async function keepVisit(key: string, { cells, controls }: Visit): Promise<void> {
  const work = (await database()).transaction("visits", "readwrite");
  const before = parsed(await work.store.get(key));
  const after: Visit = {
    cells: bounded({ ...before.cells, ...cells }),
    controls: { ...before.controls, ...controls },
  };
  await Promise.all([work.store.put(after, key), work.done]);
}

function bounded(cells: Visit["cells"]): Visit["cells"] {
  const newestFirst = Object.entries(cells).sort(([, a], [, b]) => b.at - a.at);
  let room = MOST_BYTES;
  return Object.fromEntries(
    newestFirst.filter(([, { outputs }]) => {
      const bytes = bytesOf(outputs, MOST_BYTES_OF_A_CELL);
      if (bytes > MOST_BYTES_OF_A_CELL || bytes > room) return false;
      room -= bytes;
      return true;
    }),
  );
}

/** Near enough to what the store takes for it; counts no further than `most`, nor round a circle. */
function bytesOf(value: unknown, most: number): number {
  let bytes = 0;
  const seen = new Set<object>();
  const rest: unknown[] = [value];
  while (rest.length > 0 && bytes <= most) {
    const next = rest.pop();
    bytes += 8;
    if (typeof next === "string") bytes += next.length * 2;
    else if (ArrayBuffer.isView(next) || next instanceof ArrayBuffer) bytes += next.byteLength;
    else if (typeof next === "object" && next !== null && !seen.has(next)) {
      seen.add(next);
      for (const part of next instanceof Map ? [...next].flat() : Object.values(next)) rest.push(part);
    }
  }
  return bytes;
}

function parsed(raw: unknown): Visit {
  const read = v.safeParse(visit, raw);
  return read.success ? read.output : nothing;
}
