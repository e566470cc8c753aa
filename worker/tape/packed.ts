/**
 * A tape for the shelf: plain data that outlives its kernel. Tensors and figures go as what they hold; what cannot outlive it, such as a
 * function, is left out. Thinned to a budget, the marked runs and the newest one last.
 */
import { isTensor, np, type Tensor } from "#engine";
import { Figure } from "#outputs/figure.ts";
import * as v from "valibot";
import { bytesOf } from "./keepsake.ts";
import { Recording, type Tape } from "./tape.ts";

const frame = v.object({ step: v.number(), yielded: v.array(v.unknown()), shown: v.array(v.unknown()) });

const recording = v.object({
  run: v.number(),
  from: v.number(),
  steps: v.number(),
  isMarked: v.boolean(),
  /** The names that stand for each generator. */
  names: v.array(v.array(v.string())),
  frames: v.array(frame),
});

const packedTape = v.object({
  /** The texts and settings that it was made by: with others it is history, not what the notebook says now. */
  made: v.string(),
  recordings: v.pipe(v.array(recording), v.minLength(1), v.maxLength(16)),
});
export type PackedTape = v.InferOutput<typeof packedTape>;

/** All runs of a cell together. */
const BUDGET = 6 * 1024 * 1024;
const DEEPEST = 12;

export function packTape(tape: Tape, made: string): PackedTape | null {
  const newestFirst = tape.recordings
    .filter(({ frames }) => frames.length > 0)
    .toSorted((a, b) => Number(b.isMarked) - Number(a.isMarked) || b.run - a.run);
  const newest = tape.recordings.at(-1);
  let room = BUDGET;
  const packed = newestFirst
    .toSorted((a, b) => Number(b === newest) - Number(a === newest))
    .flatMap((each) => {
      const frames = thinned(each.frames, room / 2);
      if (frames.length === 0) return [];
      room -= frames.reduce((sum, { bytes }) => sum + bytes, 0);
      const { run, from, steps, isMarked, names } = each;
      return [
        {
          run,
          from,
          steps,
          isMarked,
          names: names.map((own) => [...own]),
          frames: frames.map(({ step, yielded, shown }) => ({
            step,
            yielded: yielded.map((value) => packed1(value, 0)),
            shown: shown.map((value) => packed1(value, 0)),
          })),
        },
      ];
    });
  return packed.length === 0 ? null : { made, recordings: packed.sort((a, b) => a.run - b.run) };
}

/** The last frame always stays, unless it alone is too large. */
function thinned(frames: Recording["frames"], room: number): Recording["frames"] {
  let kept = frames;
  const size = () => kept.reduce((sum, { bytes }) => sum + bytes, 0);
  while (kept.length > 1 && size() > room) {
    const last = kept.length - 1;
    kept = kept.filter((_, at) => (last - at) % 2 === 0);
  }
  return size() > room ? [] : kept;
}

/** @returns null where it is no tape, or a damaged one */
export function unpackTape(given: unknown): { made: string; recordings: Recording[] } | null {
  const parsed = v.safeParse(packedTape, given);
  if (!parsed.success) return null;
  const { made, recordings } = parsed.output;
  try {
    return {
      made,
      recordings: recordings.map((each) => {
        const own = new Recording(each.run, each.from, each.names);
        own.steps = each.steps;
        own.isMarked = each.isMarked;
        own.frames = each.frames.map(({ step, yielded, shown }) => {
          const values = yielded.map(unpacked1);
          return {
            step,
            yielded: values,
            shown,
            bytes: values.reduce((sum: number, x) => sum + bytesOf(x), 0),
          };
        });
        return own;
      }),
    };
  } catch {
    return null; // A tensor whose numbers do not fit its shape.
  }
}

/** Keys that no learner's record has by chance. */
const TENSOR = "slope:tensor";
const FIGURE = "slope:figure";

function packed1(value: unknown, depth: number): unknown {
  if (typeof value === "function" || typeof value === "symbol" || depth > DEEPEST) return undefined;
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map((each) => packed1(each, depth + 1));
  if (isTensor(value)) return tensorOf(value);
  if (value instanceof Figure) return { [FIGURE]: value.kind, payload: packed1(value.payload, depth + 1) };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, packed1(each, depth + 1)]));
}

function tensorOf(value: Tensor): unknown {
  try {
    return { [TENSOR]: value.dtype, shape: [...value.shape], data: value.data.slice() };
  } catch {
    return undefined; // A tracer that escaped has no numbers.
  }
}

function unpacked1(value: unknown): unknown {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(unpacked1);
  const record = value as Record<string, unknown>;
  if (TENSOR in record) {
    // What does not fit throws, and the tape is not believed.
    const {
      shape,
      data,
      [TENSOR]: dtype,
    } = record as { shape: number[]; data: Float32Array | Uint8Array; [TENSOR]: Tensor["dtype"] };
    return np
      .asarray(data instanceof Uint8Array ? Int32Array.from(data) : data)
      .reshape(shape)
      .astype(dtype);
  }
  if (FIGURE in record) return new Figure(String(record[FIGURE]), record.payload);
  return Object.fromEntries(Object.entries(record).map(([key, each]) => [key, unpacked1(each)]));
}
