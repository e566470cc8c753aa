/** Order by radix: pairs of a sortable key and a place, eleven bits a pass from the least significant. Knuth, volume 3, section 5.2.5 */
import type { Data } from "../core/dtype.ts";
import { ModuleBuilder, type Body, type FunctionIndex, type Local } from "./assembler.ts";
import { instantiate, type Machine } from "./machine.ts";

const BITS = 11;
const BUCKETS = 2 ** BITS;
const PASSES = 3;
const COUNTERS = PASSES * BUCKETS * 4;

/** What a number is, for its key. */
const [FLOAT, SIGNED, UNSIGNED] = [0, 1, 2];

type Sort = (
  x: number,
  out: number,
  pairs: number,
  others: number,
  counters: number,
  n: number,
  type: number,
  flip: number,
) => void;
const sorts = new WeakMap<Machine, Sort>();

/** Places of a row's numbers in order, stable; NaN is the greatest. Null for doubles, and where the memory is full. */
export function orderOf(on: Machine, row: Data, descending: boolean): Int32Array | null {
  const type =
    row instanceof Float32Array
      ? FLOAT
      : row instanceof Int32Array
        ? SIGNED
        : row instanceof Uint32Array
          ? UNSIGNED
          : null;
  if (type === null) return null;
  let sort = sorts.get(on);
  if (sort === undefined) sorts.set(on, (sort = assemble(on)));
  const { heap } = on;
  const n = row.length;
  const dtype = (["float32", "int32", "uint32"] as const)[type];
  const start = heap.takeIfAny(24 * n + COUNTERS);
  if (start === null) return null;
  heap.write(dtype, start, row);
  const [out, pairs, others] = [start + 4 * n, start + 8 * n, start + 16 * n];
  sort(start, out, pairs, others, start + 24 * n, n, type, descending ? -1 : 0);
  const order = heap.read("int32", out, n);
  heap.release(start);
  // Safe: it was read as int32.
  return order as Int32Array;
}

function assemble(on: Machine): Sort {
  const module = new ModuleBuilder();
  module.export("sort", addSort(module));
  // Safe: it exports this function.
  return instantiate(module, { m: on.heap.memory })["sort"] as Sort;
}

function addSort(module: ModuleBuilder): FunctionIndex {
  return module.function(new Array<"i32">(8).fill("i32"), (f) => {
    const [x, out, pairs, others, counters, n, type, flip] = Array.from({ length: 8 }, (_, i) => i);
    const [i, key, at, total, place] = Array.from({ length: 5 }, () => f.local("i32"));
    f.get(counters).i32(0).i32(COUNTERS).memoryFill();
    f.countUp(
      i,
      () => f.get(n),
      1,
      () => {
        f.get(x).get(i).i32(2).op("i32.shl").op("i32.add").memory("i32.load").set(key);
        sortable(f, key, type);
        f.get(key).get(flip).op("i32.xor").set(key);
        f.get(pairs).get(i).i32(3).op("i32.shl").op("i32.add").tee(at).get(key).memory("i32.store");
        f.get(at).get(i).memory("i32.store", 4);
        for (let pass = 0; pass < PASSES; pass++) {
          counter(f, counters, key, pass);
          f.tee(at).get(at).memory("i32.load").i32(1).op("i32.add").memory("i32.store");
        }
      },
    );
    for (let pass = 0; pass < PASSES; pass++) {
      // All in the bucket of the first one: these bits decide nothing.
      f.get(pairs).memory("i32.load").set(key);
      counter(f, counters, key, pass);
      f.memory("i32.load")
        .get(n)
        .op("i32.ne")
        .if(() => {
          starts(f, counters, pass, { i, at, total, key });
          f.i32(0).set(i);
          f.countUp(
            i,
            () => f.get(n),
            1,
            () => {
              f.get(pairs).get(i).i32(3).op("i32.shl").op("i32.add").tee(place).memory("i32.load").set(key);
              counter(f, counters, key, pass);
              f.tee(at).memory("i32.load").set(total);
              f.get(at).get(total).i32(1).op("i32.add").memory("i32.store");
              f.get(others).get(total).i32(3).op("i32.shl").op("i32.add");
              f.get(place).memory("f64.load").memory("f64.store");
            },
          );
          f.get(pairs).get(others).set(pairs).set(others);
        });
    }
    f.i32(0).set(i);
    f.countUp(
      i,
      () => f.get(n),
      1,
      () => {
        f.get(out).get(i).i32(2).op("i32.shl").op("i32.add");
        f.get(pairs).get(i).i32(3).op("i32.shl").op("i32.add").memory("i32.load", 4).memory("i32.store");
      },
    );
  });
}

/** Unsigned keys in the order of the numbers: a float's bits are, once the sign is turned over, and for negative ones all others. */
function sortable(f: Body, key: Local, type: Local): void {
  f.get(type)
    .i32(FLOAT)
    .op("i32.eq")
    .if(
      () => {
        f.get(key)
          .i32(1)
          .op("i32.shl")
          .op("i32.eqz")
          .if(
            // -0 equals 0, so they share their key.
            () => f.i32(1 << 31).set(key),
            () => {
              f.get(key)
                .i32(0x7fffffff)
                .op("i32.and")
                .i32(0x7f800000)
                .op("i32.gt_s")
                .if(
                  () => f.i32(-1).set(key),
                  () =>
                    f
                      .get(key)
                      .get(key)
                      .i32(31)
                      .op("i32.shr_s")
                      .i32(1 << 31)
                      .op("i32.or")
                      .op("i32.xor")
                      .set(key),
                );
            },
          );
      },
      () =>
        f
          .get(type)
          .i32(SIGNED)
          .op("i32.eq")
          .if(() =>
            f
              .get(key)
              .i32(1 << 31)
              .op("i32.xor")
              .set(key),
          ),
    );
}

/** Pushes the address of the counter for a key's bits in this pass. */
function counter(f: Body, counters: Local, key: Local, pass: number): Body {
  f.get(counters)
    .get(key)
    .i32(pass * BITS)
    .op("i32.shr_u")
    .i32(BUCKETS - 1)
    .op("i32.and");
  return f
    .i32(2)
    .op("i32.shl")
    .op("i32.add")
    .i32(pass * BUCKETS * 4)
    .op("i32.add");
}

/** Counts become the places where buckets start. */
function starts(
  f: Body,
  counters: Local,
  pass: number,
  { i, at, total, key }: Record<"i" | "at" | "total" | "key", Local>,
): void {
  f.i32(0).set(total).i32(0).set(i);
  f.get(counters)
    .i32(pass * BUCKETS * 4)
    .op("i32.add")
    .set(at);
  f.countUp(
    i,
    () => f.i32(BUCKETS),
    1,
    () => {
      f.get(at).memory("i32.load").set(key);
      f.get(at).get(total).memory("i32.store");
      f.get(total).get(key).op("i32.add").set(total);
      f.bump(at, 4);
    },
  );
}
