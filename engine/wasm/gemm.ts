/**
 * Matrix products: panels of both operands are packed into cache, and a small kernel keeps a tile of the result in registers.
 * Source: Goto & van de Geijn 2008, "Anatomy of high-performance matrix multiplication"
 */
import type { Body, FunctionIndex, Local, ModuleBuilder } from "./assembler.ts";
import { addPack, at, bytesOf, least } from "./pack.ts";

/** Depth of a panel: a column panel of 256 floats by 8 stays in the first cache. */
const DEPTH = 256;
/** Rows packed at a time: 96 by 256 floats stay in the second cache. */
const ROWS = 96;

export interface Tile {
  readonly type: "f32" | "f64";
  /** Of the result, kept in registers. */
  readonly rows: number;
  readonly columns: number;
  /** One fused instruction for a product and a sum. */
  readonly fused: boolean;
}

/** The fastest in V8: with fused instructions 6 x 8 (70 GFLOP/s in Chromium 156), in Node 20, which lacks them, 4 x 12 (49). */
export function tileFor(type: "f32" | "f64", fused: boolean): Tile {
  if (type === "f64") return { type, rows: 4, columns: 4, fused };
  return fused ? { type, rows: 6, columns: 8, fused } : { type, rows: 4, columns: 12, fused };
}

const lanesOf = (type: "f32" | "f64") => (type === "f32" ? 4 : 2);

/** Bytes of scratch memory that products with this tile need for n columns. */
export function gemmScratch({ type, rows, columns }: Tile, n: number): number {
  const width = bytesOf(type);
  const padded = Math.ceil(n / columns) * columns;
  // A narrow tile has more rows, and fewer elements altogether.
  return (DEPTH * padded + DEPTH * (ROWS + Math.max(rows, 12)) + rows * columns) * width + 256;
}

/** For at most so many columns, where a wide tile would be mostly empty. */
const NARROW = 4;
const narrowTile = (fused: boolean): Tile => ({ type: "f32", rows: 12, columns: NARROW, fused });

/** As addGemmOf, with a tile of its own for products of few columns. */
export function addGemm(module: ModuleBuilder, tile: Tile): FunctionIndex {
  const wide = addGemmOf(module, tile);
  if (tile.type === "f64") return wide;
  const narrow = addGemmOf(module, narrowTile(tile.fused));
  const [params, columns] = [new Array<"i32">(12).fill("i32"), 4];
  return module.function(params, (f) => {
    const forward = (target: FunctionIndex) => () => {
      params.forEach((_, i) => f.get(i));
      f.call(target);
    };
    f.get(columns).i32(NARROW).op("i32.gt_s").if(forward(wide), forward(narrow));
  });
}

/**
 * Adds the function
 * gemm(a, b, c, m, n, k, rowA, columnA, rowB, columnB, rowC, scratch): c = a b, where strides and addresses are in bytes and the columns
 * of c lie side by side.
 */
function addGemmOf(module: ModuleBuilder, tile: Tile): FunctionIndex {
  const kernel = addKernel(module, tile);
  const packA = addPack(module, tile.type, tile.rows);
  const packB = addPack(module, tile.type, tile.columns);
  const width = bytesOf(tile.type);
  const edge = addEdge(module, tile);
  const block = addBlock(module, tile, kernel, edge);
  return module.function(new Array<"i32">(12).fill("i32"), (f) => {
    const [a, b, c, m, n, k, rowA, columnA, rowB, columnB, rowC, scratch] = Array.from(
      { length: 12 },
      (_, i) => i,
    );
    const [p, depth, i, rows, packedA, temporary, padded] = Array.from({ length: 7 }, () => f.local("i32"));
    // Columns rounded up to whole panels.
    f.get(n)
      .i32(tile.columns - 1)
      .op("i32.add")
      .i32(tile.columns)
      .op("i32.div_u")
      .i32(tile.columns)
      .op("i32.mul")
      .set(padded);
    f.get(padded)
      .i32(DEPTH * width)
      .op("i32.mul")
      .get(scratch)
      .op("i32.add")
      .tee(packedA);
    f.i32(DEPTH * (ROWS + tile.rows) * width)
      .op("i32.add")
      .set(temporary);
    // No depth: zeros.
    f.get(k)
      .op("i32.eqz")
      .if(() => {
        f.i32(0).set(i);
        f.countUp(
          i,
          () => f.get(m),
          1,
          () => {
            f.get(c)
              .get(i)
              .get(rowC)
              .op("i32.mul")
              .op("i32.add")
              .i32(0)
              .get(n)
              .i32(width)
              .op("i32.mul")
              .memoryFill();
          },
        );
      });
    f.i32(0).set(p);
    f.countUp(
      p,
      () => f.get(k),
      DEPTH,
      () => {
        least(f, depth, () => f.get(k).get(p).op("i32.sub"), DEPTH);
        at(f, b, p, rowB).get(scratch).get(n).get(depth).get(columnB).get(rowB).call(packB);
        f.i32(0).set(i);
        f.countUp(
          i,
          () => f.get(m),
          ROWS,
          () => {
            least(f, rows, () => f.get(m).get(i).op("i32.sub"), ROWS);
            at(f, a, i, rowA).get(p).get(columnA).op("i32.mul").op("i32.add");
            f.get(packedA).get(rows).get(depth).get(rowA).get(columnA).call(packA);
            at(f, c, i, rowC)
              .get(packedA)
              .get(scratch)
              .get(rows)
              .get(n)
              .get(depth)
              .get(rowC)
              .get(temporary)
              .get(p);
            f.call(block);
          },
        );
      },
    );
  });
}

/** Up to this depth a tile is more writing than arithmetic. */
const SHALLOW = 32;

/** block(c, a, b, rows, n, depth, rowC, temporary, add): all tiles of some packed rows and all packed columns. */
function addBlock(
  module: ModuleBuilder,
  tile: Tile,
  kernel: FunctionIndex,
  edge: FunctionIndex,
): FunctionIndex {
  const width = bytesOf(tile.type);
  return module.function(new Array<"i32">(9).fill("i32"), (f) => {
    const [c, a, b, rows, n, depth, rowC, temporary, add] = Array.from({ length: 9 }, (_, i) => i);
    const [j, i, panelA, panelB, target, step] = Array.from({ length: 6 }, () => f.local("i32"));
    f.get(depth).i32(width).op("i32.mul").set(step);

    const over = (index: Local, limit: Local, stride: number, body: () => void): void => {
      f.i32(0).set(index);
      f.countUp(index, () => f.get(limit), stride, body);
    };
    const down = (body: () => void) => over(i, rows, tile.rows, body);
    const across = (body: () => void) => over(j, n, tile.columns, body);
    // Where tiles are mostly written, those of a row of c follow each other: down a column, rows of a power of two share a few cache lines.
    f.get(depth)
      .i32(SHALLOW)
      .op("i32.gt_s")
      .if(
        () => across(() => down(one)),
        () => down(() => across(one)),
      );

    function one(): void {
      at(f, a, i, step).set(panelA);
      at(f, b, j, step).set(panelB);
      at(f, c, i, rowC).get(j).i32(width).op("i32.mul").op("i32.add").set(target);
      f.get(i).i32(tile.rows).op("i32.add").get(rows).op("i32.gt_s");
      f.get(j).i32(tile.columns).op("i32.add").get(n).op("i32.gt_s").op("i32.or");
      f.if(
        () => {
          f.get(panelA)
            .get(panelB)
            .get(depth)
            .get(temporary)
            .i32(tile.columns * width)
            .i32(0)
            .call(kernel);
          f.get(temporary).get(target).get(rows).get(i).op("i32.sub").get(n).get(j).op("i32.sub");
          f.get(rowC).get(add).call(edge);
        },
        () => f.get(panelA).get(panelB).get(depth).get(target).get(rowC).get(add).call(kernel),
      );
    }
  });
}

/** kernel(a, b, depth, c, rowC, add): one tile from two panels, put over c or added to it. */
function addKernel(module: ModuleBuilder, { type, rows, columns, fused }: Tile): FunctionIndex {
  const [width, lanes] = [bytesOf(type), lanesOf(type)];
  const vectors = columns / lanes;
  const [add, mul, madd] =
    type === "f32"
      ? (["f32x4.add", "f32x4.mul", "f32x4.relaxed_madd"] as const)
      : (["f64x2.add", "f64x2.mul", "f64x2.relaxed_madd"] as const);
  const unroll = 2;
  return module.function(new Array<"i32">(6).fill("i32"), (f) => {
    const [a, b, depth, c, rowC, over] = Array.from({ length: 6 }, (_, i) => i);
    const sums = Array.from({ length: rows * vectors }, () => f.local("v128"));
    const right = Array.from({ length: vectors }, () => f.local("v128"));
    const [left, four] = [f.local("v128"), f.local("v128")];
    const pairs = f.local("i32");
    const step = (u: number): void => {
      right.forEach((v, j) =>
        f
          .get(b)
          .memory("v128.load", (u * vectors + j) * 16)
          .set(v),
      );
      for (let i = 0; i < rows; i++) {
        // Without fused instructions a load of four and shuffles leave the load ports to the columns.
        if (type === "f32" && !fused) {
          if (i % 4 === 0)
            f.get(a)
              .memory("v128.load", (u * rows + i) * width)
              .set(four);
          f.get(four)
            .get(four)
            .shuffle(Array.from({ length: 16 }, (_, byte) => (i % 4) * 4 + (byte & 3)))
            .set(left);
        } else
          f.get(a)
            .memory(type === "f32" ? "v128.load32_splat" : "v128.load64_splat", (u * rows + i) * width)
            .set(left);
        for (let j = 0; j < vectors; j++) {
          const sum = sums[i * vectors + j];
          if (fused) f.get(left).get(right[j]).get(sum).op(madd).set(sum);
          else f.get(sum).get(left).get(right[j]).op(mul).op(add).set(sum);
        }
      }
    };
    const advance = (u: number): Body => f.bump(a, u * rows * width).bump(b, u * columns * width);
    f.get(depth)
      .i32(1)
      .op("i32.shr_u")
      .tee(pairs)
      .if(() => {
        f.loop(() => {
          for (let u = 0; u < unroll; u++) step(u);
          advance(unroll);
          f.get(pairs).i32(1).op("i32.sub").tee(pairs);
        });
      });
    f.get(depth)
      .i32(1)
      .op("i32.and")
      .if(() => step(0));
    const finish = (adds: boolean): void => {
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < vectors; j++) {
          f.get(c).get(sums[i * vectors + j]);
          if (adds)
            f.get(c)
              .memory("v128.load", j * 16)
              .op(add);
          f.memory("v128.store", j * 16);
        }
        if (i + 1 < rows) f.get(c).get(rowC).op("i32.add").set(c);
      }
    };
    f.get(over).if(
      () => finish(true),
      () => finish(false),
    );
  });
}

/** edge(tile, c, rows, columns, rowC, add): the part of a tile that lies inside. */
function addEdge(module: ModuleBuilder, { type, rows, columns }: Tile): FunctionIndex {
  const width = bytesOf(type);
  const [load, store, plus] =
    type === "f32"
      ? (["f32.load", "f32.store", "f32.add"] as const)
      : (["f64.load", "f64.store", "f64.add"] as const);
  return module.function(new Array<"i32">(6).fill("i32"), (f) => {
    const [from, c, m, n, rowC, add] = Array.from({ length: 6 }, (_, i) => i);
    const [i, j, source, target] = Array.from({ length: 4 }, () => f.local("i32"));
    f.get(m)
      .i32(rows)
      .op("i32.gt_s")
      .if(() => f.i32(rows).set(m));
    f.get(n)
      .i32(columns)
      .op("i32.gt_s")
      .if(() => f.i32(columns).set(n));
    f.i32(0).set(i);
    f.countUp(
      i,
      () => f.get(m),
      1,
      () => {
        f.get(from)
          .get(i)
          .i32(columns * width)
          .op("i32.mul")
          .op("i32.add")
          .set(source);
        at(f, c, i, rowC).set(target);
        f.i32(0).set(j);
        f.countUp(
          j,
          () => f.get(n),
          1,
          () => {
            f.get(add).if(
              () => f.get(target).get(source).memory(load).get(target).memory(load).op(plus).memory(store),
              () => f.get(target).get(source).memory(load).memory(store),
            );
            f.bump(source, width).bump(target, width);
          },
        );
      },
    );
  });
}
