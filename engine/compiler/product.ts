/** Matrix products inside a compiled program: operands are read where they lie, transposed or repeated, and packed by the kernel. */
import { stridesOf } from "../core/shape.ts";
import type { Address } from "../wasm/heap.ts";
import type { Body, FunctionIndex, Local } from "../wasm/assembler.ts";
import { Split, throughView, type Affine } from "./affine.ts";
import { Unreachable } from "./build.ts";
import { widths } from "../loops/elements.ts";
import type { Of, Value } from "./values.ts";

export interface Operand extends Affine {
  /** What is in memory, and where each axis of the operand leads in it. */
  readonly base: Value;
}

/** @throws Unreachable where an axis is no even walk */
export function operandOf(value: Value, stored: (value: Value) => boolean): Operand {
  const { shape } = value.form;
  let at: Affine = { strides: stridesOf(shape), offset: 0 };
  let base = value;
  while (!stored(base)) {
    if (base.kind === "view") {
      const through = evenly(at, base, shape);
      if (through === null) throw new Unreachable(value);
      at = through;
    } else if (base.kind !== "same") throw new Error(`A ${base.kind} was not kept for a product.`);
    base = base.of;
  }
  return { ...at, base };
}

function evenly(at: Affine, { form, view }: Of<"view">, extents: readonly number[]): Affine | null {
  try {
    return throughView(at, form.shape, view, extents);
  } catch (error) {
    if (error instanceof Split) return null;
    throw error;
  }
}

export interface ProductCall {
  readonly gemm: FunctionIndex;
  readonly scratch: Address;
  pushAddress(value: Value): void;
}

interface BatchAxis {
  readonly size: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export function emitProduct(
  f: Body,
  value: Of<"matmul">,
  stored: (value: Value) => boolean,
  call: ProductCall,
): void {
  const { shape, dtype } = value.form;
  const width = widths[dtype];
  const [a, b] = [operandOf(value.a, stored), operandOf(value.b, stored)];
  const lead = shape.length - 2;
  const [rows, columns] = shape.slice(-2);
  const depth = value.a.form.shape[lead + 1];
  const own = stridesOf(shape);
  let m = rows;
  let rowA = a.strides[lead];
  const axes: BatchAxis[] = shape
    .slice(0, -2)
    .map((size, i) => ({ size, a: a.strides[i], b: b.strides[i], c: own[i] }))
    .filter(({ size }) => size > 1);
  // One right side for all: their rows are one tall matrix where they follow each other.
  while (axes.length > 0) {
    const last = axes[axes.length - 1];
    if (last.b !== 0 || (m > 1 && last.a !== rowA * m)) break;
    if (m === 1) rowA = last.a;
    m *= last.size;
    axes.pop();
  }
  const [left, right, result] = [f.local("i32"), f.local("i32"), f.local("i32")];
  call.pushAddress(a.base);
  f.i32(a.offset * width)
    .op("i32.add")
    .set(left);
  call.pushAddress(b.base);
  f.i32(b.offset * width)
    .op("i32.add")
    .set(right);
  call.pushAddress(value);
  f.set(result);
  overBatch(0);

  function overBatch(axis: number): void {
    if (axis === axes.length) {
      f.get(left).get(right).get(result).i32(m).i32(columns).i32(depth);
      for (const stride of [rowA, a.strides[lead + 1], b.strides[lead], b.strides[lead + 1]])
        f.i32(stride * width);
      f.i32(columns * width)
        .i32(call.scratch)
        .call(call.gemm);
      return;
    }
    const { size, a: stepA, b: stepB, c: stepC } = axes[axis];
    const steps: [Local, number][] = [
      [left, stepA * width],
      [right, stepB * width],
      [result, stepC * width],
    ];
    const count = f.local("i32");
    f.i32(size).set(count);
    f.loop(() => {
      overBatch(axis + 1);
      for (const [local, by] of steps) if (by !== 0) f.bump(local, by);
      f.get(count).i32(1).op("i32.sub").tee(count);
    });
    for (const [local, by] of steps) if (by !== 0) f.bump(local, -by * size);
  }
}
