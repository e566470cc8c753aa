/**
 * What no loop over linear positions can say: elements by index, sums that meet, running sums. Each kernel takes addresses, then whole
 * numbers, and returns 0 when it is done.
 */
import type { KernelName } from "../core/lowering.ts";
import type { Body, FunctionIndex, Local, ModuleBuilder } from "./assembler.ts";

/** Addresses and numbers of each. */
export const kernelParams: Readonly<Record<KernelName, number>> = { take: 7, scatterAdd: 8, cumsum: 7 };

/** float32, float64 and integers, as numericTypes of core/dtype.ts counts them. */
const types = [
  { bytes: 4, load: "f32.load", store: "f32.store", add: "f32.add" },
  { bytes: 8, load: "f64.load", store: "f64.store", add: "f64.add" },
  { bytes: 4, load: "i32.load", store: "i32.store", add: "i32.add" },
] as const;
type ElementType = (typeof types)[number];

export const addKernel: Readonly<Record<KernelName, (module: ModuleBuilder) => FunctionIndex>> = {
  take: addTake,
  scatterAdd: addScatterAdd,
  cumsum: addCumsum,
};

const paramsOf = (name: KernelName) => new Array<"i32">(kernelParams[name]).fill("i32");
const params = (count: number): Local[] => Array.from({ length: count }, (_, i) => i);

interface Indexed {
  readonly indices: Local;
  readonly blocks: Local;
  readonly length: Local;
  readonly count: Local;
}

/** For each index of each block: the body, with the index counted from the start; the kernel returns 1 where one is out of range. */
function eachIndex(
  f: Body,
  { indices, blocks, length, count }: Indexed,
  body: (block: Local, row: Local) => void,
): void {
  const [block, i, at, row] = Array.from({ length: 4 }, () => f.local("i32"));
  f.i32(0).set(block);
  f.countUp(
    block,
    () => f.get(blocks),
    1,
    () => {
      f.get(indices).set(at);
      f.i32(0).set(i);
      f.countUp(
        i,
        () => f.get(count),
        1,
        () => {
          f.get(at).memory("i32.load").tee(row).i32(0).op("i32.lt_s");
          f.if(() => f.get(row).get(length).op("i32.add").set(row));
          f.get(row).get(length).op("i32.ge_u");
          f.if(() => f.i32(1).return());
          f.bump(at, 4);
          body(block, row);
        },
      );
    },
  );
}

/** take(x, indices, out, blocks, length, count, bytes): rows of `bytes`. */
function addTake(module: ModuleBuilder): FunctionIndex {
  return module.function(
    paramsOf("take"),
    (f) => {
      const [x, indices, out, blocks, length, count, bytes] = params(7);
      const [from, left] = [f.local("i32"), f.local("i32")];
      eachIndex(f, { indices, blocks, length, count }, (block, row) => {
        f.get(block).get(length).op("i32.mul").get(row).op("i32.add").get(bytes).op("i32.mul");
        f.get(x).op("i32.add").set(from);
        f.get(bytes).set(left);
        for (const [width, load, store] of moves) {
          f.get(left)
            .i32(width)
            .op("i32.ge_s")
            .if(() => {
              f.loop(() => {
                f.get(out).get(from).memory(load).memory(store);
                f.bump(out, width).bump(from, width);
                f.get(left).i32(width).op("i32.sub").tee(left).i32(width).op("i32.ge_s");
              });
            });
        }
      });
      f.i32(0);
    },
    ["i32"],
  );
}
const moves = [
  [16, "v128.load", "v128.store"],
  [4, "i32.load", "i32.store"],
  [1, "i32.load8_u", "i32.store8"],
] as const;

/** scatterAdd(updates, indices, out, blocks, length, count, width, type): into zeros, rows of `width` elements. */
function addScatterAdd(module: ModuleBuilder): FunctionIndex {
  return module.function(
    paramsOf("scatterAdd"),
    (f) => {
      const [updates, indices, out, blocks, length, count, width, type] = params(8);
      const [to, j] = [f.local("i32"), f.local("i32")];
      forType(f, type, ({ bytes, load, store, add }) => {
        f.get(out).i32(0).get(blocks).get(length).op("i32.mul").get(width).op("i32.mul");
        f.i32(bytes).op("i32.mul").memoryFill();
        eachIndex(f, { indices, blocks, length, count }, (block, row) => {
          f.get(block).get(length).op("i32.mul").get(row).op("i32.add").get(width).op("i32.mul");
          f.i32(bytes).op("i32.mul").get(out).op("i32.add").set(to);
          f.i32(0).set(j);
          f.countUp(
            j,
            () => f.get(width),
            1,
            () => {
              f.get(to).get(to).memory(load).get(updates).memory(load).op(add).memory(store);
              f.bump(to, bytes).bump(updates, bytes);
            },
          );
        });
      });
      f.i32(0);
    },
    ["i32"],
  );
}

/** cumsum(x, out, blocks, n, stride, reverse, type): the total of floats stays in a double. */
function addCumsum(module: ModuleBuilder): FunctionIndex {
  return module.function(
    paramsOf("cumsum"),
    (f) => {
      const [x, out, blocks, n, stride, reverse, type] = params(7);
      const [block, lane, i, at, step] = Array.from({ length: 5 }, () => f.local("i32"));
      const [total, whole] = [f.local("f64"), f.local("i32")];
      forType(f, type, ({ bytes, load, store }) => {
        f.get(stride).i32(bytes).op("i32.mul").set(step);
        f.get(reverse).if(() => f.i32(0).get(step).op("i32.sub").set(step));
        f.i32(0).set(block);
        f.countUp(
          block,
          () => f.get(blocks),
          1,
          () => {
            f.i32(0).set(lane);
            f.countUp(
              lane,
              () => f.get(stride),
              1,
              () => {
                f.get(block).get(n).op("i32.mul").set(at);
                f.get(reverse).if(() => f.get(at).get(n).op("i32.add").i32(1).op("i32.sub").set(at));
                f.get(at).get(stride).op("i32.mul").get(lane).op("i32.add").i32(bytes).op("i32.mul").set(at);
                f.f64(0).set(total).i32(0).set(whole).i32(0).set(i);
                f.countUp(
                  i,
                  () => f.get(n),
                  1,
                  () => {
                    f.get(out).get(at).op("i32.add");
                    const element = (): Body => f.get(x).get(at).op("i32.add").memory(load);
                    if (load === "i32.load") {
                      f.get(whole);
                      element().op("i32.add").tee(whole);
                    } else {
                      f.get(total);
                      element();
                      if (load === "f32.load") f.op("f64.promote_f32");
                      f.op("f64.add").tee(total);
                      if (load === "f32.load") f.op("f32.demote_f64");
                    }
                    f.memory(store).get(at).get(step).op("i32.add").set(at);
                  },
                );
              },
            );
          },
        );
      });
      f.i32(0);
    },
    ["i32"],
  );
}

/** The body for each type of element, behind a test of its number. */
function forType(f: Body, type: Local, write: (element: ElementType) => void): void {
  f.get(type)
    .op("i32.eqz")
    .if(
      () => write(types[0]),
      () =>
        f
          .get(type)
          .i32(1)
          .op("i32.eq")
          .if(
            () => write(types[1]),
            () => write(types[2]),
          ),
    );
}
