/** Seeded inputs for the law tests, from the domains that primitives state. */
import { allocate, isFloating, type DType } from "../core/dtype.ts";
import type { LawCase } from "../core/primitive.ts";
import { sizeOf, type Shape } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";

/** Numbers in [0, 1). Source: Steele, Lea & Flood 2014 (splitmix, reduced to 32 bits) */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return ((z ^ (z >>> 16)) >>> 0) / 2 ** 32;
  };
}

export function draw(
  next: () => number,
  shape: Shape,
  dtype: DType,
  [low, high]: readonly [number, number],
): Tensor {
  const data = allocate(dtype, sizeOf(shape));
  for (let i = 0; i < data.length; i++) {
    const value = low + (high - low) * next();
    data[i] = dtype === "bool" ? Number(next() < 0.5) : isFloating(dtype) ? value : Math.floor(value);
  }
  return wrap(shape, dtype, data);
}

/** One input per shape of the case; float64 unless the case says otherwise. `lead` puts a batch axis in front of some. */
export function drawInputs(
  law: LawCase<unknown>,
  seed: number,
  lead: readonly (number | null)[] = [],
): Tensor[] {
  const next = generator(seed);
  const drawn = law.shapes.map((shape, i) => {
    const size = lead[i] ?? null;
    const full = size === null ? shape : [size, ...shape];
    return draw(next, full, law.dtypes?.[i] ?? "float64", law.domain?.[i] ?? [-2, 2]);
  });
  return [...(law.prepare?.(drawn) ?? drawn)];
}
