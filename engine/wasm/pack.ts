/** Operands of matrix products laid into panels: what a kernel reads next lies next. */
import type { Body, FunctionIndex, Local, ModuleBuilder } from "./assembler.ts";

export const bytesOf = (type: "f32" | "f64") => (type === "f32" ? 4 : 8);

/** Pushes base + index * stride. */
export const at = (f: Body, base: Local, index: Local, stride: Local): Body =>
  f.get(base).get(index).get(stride).op("i32.mul").op("i32.add");

/** The value that is pushed, or the most there may be. */
export function least(f: Body, into: Local, value: () => void, most: number): void {
  value();
  f.set(into);
  f.get(into)
    .i32(most)
    .op("i32.gt_s")
    .if(() => f.i32(most).set(into));
}

/**
 * pack(from, to, count, depth, across, along): `count` vectors of `depth` numbers, in panels of `panel` of them: the first numbers of
 * all, then the second ones... `across` leads from vector to vector, `along` to a vector's next number. The last panel is filled up with zeros.
 */
export function addPack(module: ModuleBuilder, type: "f32" | "f64", panel: number): FunctionIndex {
  const width = bytesOf(type);
  const side = addPackSideBySide(module, type, panel);
  const turned = type === "f32" ? addPackTurned(module, panel) : null;
  const [load, store] =
    type === "f32" ? (["f32.load", "f32.store"] as const) : (["f64.load", "f64.store"] as const);
  return module.function(new Array<"i32">(6).fill("i32"), (f) => {
    const [from, to, count, depth, across, along] = Array.from({ length: 6 }, (_, i) => i);
    const [v, p, r, source, inside, size] = Array.from({ length: 6 }, () => f.local("i32"));
    f.get(depth)
      .i32(panel * width)
      .op("i32.mul")
      .set(size);
    f.i32(0).set(v);
    f.countUp(
      v,
      () => f.get(count),
      panel,
      () => {
        least(f, inside, () => f.get(count).get(v).op("i32.sub"), panel);
        f.get(inside)
          .i32(panel)
          .op("i32.eq")
          .if(
            () => {
              f.get(across)
                .i32(width)
                .op("i32.eq")
                .if(
                  () => f.get(from).get(to).get(depth).get(along).call(side),
                  () => {
                    const general = (): void => loose(() => f.i32(panel));
                    if (turned === null) general();
                    else {
                      f.get(along)
                        .i32(width)
                        .op("i32.eq")
                        .if(() => f.get(from).get(to).get(depth).get(across).call(turned), general);
                    }
                  },
                );
            },
            () => {
              f.get(to).i32(0).get(size).memoryFill();
              loose(() => f.get(inside));
            },
          );
        f.get(to).get(size).op("i32.add").set(to);
        f.get(from).get(across).i32(panel).op("i32.mul").op("i32.add").set(from);
      },
    );

    function loose(limit: () => void): void {
      f.i32(0).set(r);
      f.countUp(r, limit, 1, () => {
        at(f, from, r, across).set(source);
        f.i32(0).set(p);
        f.countUp(
          p,
          () => f.get(depth),
          1,
          () => {
            f.get(p)
              .i32(panel)
              .op("i32.mul")
              .get(r)
              .op("i32.add")
              .i32(width)
              .op("i32.mul")
              .get(to)
              .op("i32.add");
            f.get(source).memory(load).memory(store);
            f.get(source).get(along).op("i32.add").set(source);
          },
        );
      });
    }
  });
}

/** The vectors of a panel lie side by side in memory: each depth is one run. */
function addPackSideBySide(module: ModuleBuilder, type: "f32" | "f64", panel: number): FunctionIndex {
  const bytes = panel * bytesOf(type);
  return module.function(["i32", "i32", "i32", "i32"], (f) => {
    const [from, to, depth, along] = [0, 1, 2, 3];
    f.get(depth).if(() => {
      f.loop(() => {
        for (let done = 0; done < bytes; done += 16) {
          f.get(to).get(from);
          if (bytes - done >= 16) f.memory("v128.load", done).memory("v128.store", done);
          else f.memory("v128.load64_zero", done).laneMemory("v128.store64_lane", 0, done);
        }
        f.bump(to, bytes).get(from).get(along).op("i32.add").set(from);
        f.get(depth).i32(1).op("i32.sub").tee(depth);
      });
    });
  });
}

/** Each vector of a panel lies on its own: blocks of 4 by 4 are transposed. */
function addPackTurned(module: ModuleBuilder, panel: number): FunctionIndex {
  const words = (...picked: number[]) =>
    picked.flatMap((word) => [0, 1, 2, 3].map((byte) => word * 4 + byte));
  return module.function(["i32", "i32", "i32", "i32"], (f) => {
    const [from, to, depth, across] = [0, 1, 2, 3];
    const rows = Array.from({ length: 4 }, () => f.local("v128"));
    const mixed = Array.from({ length: 4 }, () => f.local("v128"));
    const [p, source, target, r] = Array.from({ length: 4 }, () => f.local("i32"));
    for (let group = 0; group < panel; group += 4) {
      // A panel of 6 ends in a group of two.
      const size = Math.min(4, panel - group);
      f.get(from).get(across).i32(group).op("i32.mul").op("i32.add").set(source);
      f.get(to)
        .i32(group * 4)
        .op("i32.add")
        .set(target);
      f.i32(0).set(p);
      f.countUp(
        p,
        () => f.get(depth).i32(3).op("i32.sub"),
        4,
        () => {
          f.get(source).set(r);
          rows.forEach((row, i) => {
            f.get(r).memory("v128.load").set(row);
            if (i < size - 1) f.get(r).get(across).op("i32.add").set(r);
          });
          f.get(rows[0])
            .get(rows[1])
            .shuffle(words(0, 4, 1, 5))
            .set(mixed[0]);
          f.get(rows[0])
            .get(rows[1])
            .shuffle(words(2, 6, 3, 7))
            .set(mixed[1]);
          f.get(rows[2])
            .get(rows[3])
            .shuffle(words(0, 4, 1, 5))
            .set(mixed[2]);
          f.get(rows[2])
            .get(rows[3])
            .shuffle(words(2, 6, 3, 7))
            .set(mixed[3]);
          const put = (step: number, lower: Local, upper: Local, picked: number[]): void => {
            f.get(target)
              .get(lower)
              .get(upper)
              .shuffle(words(...picked));
            if (size === 4) f.memory("v128.store", step * panel * 4);
            else f.laneMemory("v128.store64_lane", 0, step * panel * 4);
          };
          put(0, mixed[0], mixed[2], [0, 1, 4, 5]);
          put(1, mixed[0], mixed[2], [2, 3, 6, 7]);
          put(2, mixed[1], mixed[3], [0, 1, 4, 5]);
          put(3, mixed[1], mixed[3], [2, 3, 6, 7]);
          f.bump(source, 16).bump(target, 4 * panel * 4);
        },
      );
      f.countUp(
        p,
        () => f.get(depth),
        1,
        () => {
          for (let i = 0; i < size; i++) {
            f.get(target);
            f.get(source)
              .get(across)
              .i32(i)
              .op("i32.mul")
              .op("i32.add")
              .memory("f32.load")
              .memory("f32.store", i * 4);
          }
          f.bump(source, 4).bump(target, panel * 4);
        },
      );
    }
  });
}
