/**
 * Two shapes that disagree, read out of the engine's own sentences (`shapes [2, 3] and [2, 4] do not broadcast`, `inner sizes
 * differ: [32, 784] x [512, 10]`), so that they can be drawn. Other messages stay words.
 */

export interface Axis {
  readonly size: number;
  /** This is where the two disagree. */
  readonly isWrong: boolean;
}

export interface TwoShapes {
  /** `aligned`: under each other from the right, as broadcasting sees them. `joined`: side by side, as a product does. */
  readonly how: "aligned" | "joined";
  /** Missing axes at the left of the shorter one are null. */
  readonly first: readonly (Axis | null)[];
  readonly second: readonly (Axis | null)[];
  /** The picture in a sentence. */
  readonly alternative: string;
  /** The message without what the picture shows. */
  readonly words: string;
}

export function shapesIn(message: string): TwoShapes | null {
  return broadcast(message) ?? product(message);
}

function broadcast(message: string): TwoShapes | null {
  const found = /^[\w.]+: shapes \[([\d, ]*)\] and \[([\d, ]*)\] do not broadcast\./.exec(message);
  if (!found) return null;
  const [a, b] = [sizesOf(found[1]), sizesOf(found[2])];
  const rank = Math.max(a.length, b.length);
  const pad = (sizes: readonly number[]) => [...Array<null>(rank - sizes.length).fill(null), ...sizes];
  const [top, bottom] = [pad(a), pad(b)];
  const isWrong = (at: number) => {
    const [m, n] = [top[at], bottom[at]];
    return m !== null && n !== null && m !== n && m !== 1 && n !== 1;
  };
  const axes = (sizes: readonly (number | null)[]) =>
    sizes.map((size, at) => (size === null ? null : { size, isWrong: isWrong(at) }));
  const wrong = top.flatMap((size, at) =>
    isWrong(at) ? [`axis ${at - rank} is ${size} above and ${bottom[at]} below`] : [],
  );
  return {
    how: "aligned",
    first: axes(top),
    second: axes(bottom),
    alternative: `Aligned from the right, ${wrong.join(" and ")}.`,
    words: message.replace(/\n {2}[^]*\n/, " "),
  };
}

function product(message: string): TwoShapes | null {
  const found = /^matmul: inner sizes differ: \[([\d, ]*)\] x \[([\d, ]*)\];/.exec(message);
  if (!found) return null;
  const [a, b] = [sizesOf(found[1]), sizesOf(found[2])];
  const [last, first] = [a.length - 1, Math.max(b.length - 2, 0)];
  return {
    how: "joined",
    first: a.map((size, at) => ({ size, isWrong: at === last })),
    second: b.map((size, at) => ({ size, isWrong: at === first })),
    alternative: `A row of the first has ${a[last]} numbers, a column of the second ${b[first]}: they are multiplied in pairs.`,
    words: message,
  };
}

const sizesOf = (written: string): readonly number[] =>
  written === "" ? [] : written.split(", ").map(Number);
