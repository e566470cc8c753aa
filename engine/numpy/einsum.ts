/** Einsum with NumPy's whole notation. Operands meet in pairs, greedily by size, and each pair is one batched matrix product. */
import { isFloating, promote } from "../core/dtype.ts";
import { ShapeError, showShape } from "../core/errors.ts";
import { sizeOf } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import { convert } from "../primitives/convert.ts";
import { reshape } from "../primitives/reshape.ts";
import { sum } from "../primitives/sum.ts";
import { asTensor } from "../transforms/leaf.ts";
import { mul } from "./arithmetic.ts";
import { permute } from "./axes.ts";
import { diagonal } from "./grids.ts";
import { matmul } from "./matmul.ts";
import type { TensorLike } from "./promotion.ts";

/** A tensor whose axes have names; an axis of the ellipsis is named by its place from the right. */
interface Term {
  readonly x: Tensor;
  readonly axes: readonly string[];
}

/**
 * Sums of products over named axes: einsum("bij,bjk->bik", x, y). A name twice in one operand takes its diagonal, "..." stands for
 * leading axes that broadcast, and without "->" the names that occur once remain, in alphabetical order.
 * @throws ShapeError where names do not fit the shapes.
 * Source: Einstein 1916; the greedy order of pairs: Smith & Gray 2018, opt_einsum
 */
export function einsum(subscripts: string, ...operands: readonly TensorLike[]): Tensor {
  const tensors = operands.map((each) => asTensor(each));
  const { inputs, output } = parse(subscripts, tensors);
  const sizes = sizesOf(subscripts, inputs, tensors);
  const unknown = output.find((name) => !sizes.has(name));
  if (unknown !== undefined)
    throw new ShapeError(`einsum "${subscripts}": the output names "${unknown}", which no operand has.`);
  const dtype = tensors.map((x) => x.dtype).reduce(promote);
  let terms = tensors.map((x, i) => withoutRepeats({ x: convert(x, dtype), axes: inputs[i] }, sizes));
  for (;;) {
    const all = terms;
    const kept = (name: string, ...but: readonly Term[]) =>
      output.includes(name) || all.some((term) => !but.includes(term) && term.axes.includes(name));
    terms = all.map((term) => summed(term, (name) => kept(name, term)));
    if (terms.length === 1) break;
    const [left, right] = cheapest(terms, output, sizes);
    const others = terms.filter((term) => term !== left && term !== right);
    const stays = (name: string) => output.includes(name) || others.some(({ axes }) => axes.includes(name));
    terms = [...others, contracted(left, right, stays)];
  }
  const [{ x, axes }] = terms;
  return permute(
    x,
    output.map((name) => axes.indexOf(name)),
  );
}

function parse(subscripts: string, tensors: readonly Tensor[]): { inputs: string[][]; output: string[] } {
  const pieces = subscripts.replaceAll(" ", "").split("->");
  const left = pieces[0];
  const right = pieces.at(1);
  const parts = left.split(",");
  if (pieces.length > 2 || /[^A-Za-z.,]/.test(left) || /[^A-Za-z.]/.test(right ?? ""))
    throw new ShapeError(`einsum "${subscripts}": write names of one letter, as in "ij,jk->ik".`);
  if (parts.length !== tensors.length)
    throw new ShapeError(
      `einsum "${subscripts}": names the axes of ${parts.length} operands, found ${tensors.length}.`,
    );
  let widest = 0;
  const inputs = parts.map((part, i) => {
    const named = part.replace("...", "").length;
    const extra = tensors[i].ndim - named;
    if (part.replace("...", "").includes(".") || extra < 0 || (extra > 0 && !part.includes("...")))
      throw new ShapeError(
        `einsum "${subscripts}": "${part}" names ${named} axes of operand ${i}, which is ${showShape(tensors[i].shape)}; "..." stands for the others.`,
      );
    widest = Math.max(widest, extra);
    return spelled(part, extra);
  });
  const counts = new Map<string, number>();
  for (const name of inputs.flat()) counts.set(name, (counts.get(name) ?? 0) + 1);
  const lead = spelled("...", widest);
  const once = [...counts].filter(([name, n]) => n === 1 && /[A-Za-z]/.test(name)).map(([name]) => name);
  const output = right === undefined ? [...lead, ...once.sort()] : spelled(right, widest);
  if (new Set(output).size < output.length)
    throw new ShapeError(`einsum "${subscripts}": the output names an axis twice.`);
  return { inputs, output };
}

/** "i...j" with two axes more: i, .2, .1, j. */
function spelled(part: string, extra: number): string[] {
  const [before, after = ""] = part.split("...");
  const rest = Array.from({ length: part.includes("...") ? extra : 0 }, (_, i) => `.${extra - i}`);
  return [...Array.from(before), ...rest, ...Array.from(after)];
}

function sizesOf(subscripts: string, inputs: readonly string[][], tensors: readonly Tensor[]) {
  const sizes = new Map<string, number>();
  inputs.forEach((names, i) =>
    names.forEach((name, axis) => {
      const [size, known] = [tensors[i].shape[axis], sizes.get(name) ?? 1];
      if (known !== 1 && size !== 1 && known !== size)
        throw new ShapeError(
          `einsum "${subscripts}": axis ${axis} of operand ${i}, ${showShape(tensors[i].shape)}, is "${name}" of size ${size}; elsewhere "${name}" is ${known}.`,
        );
      if (known === 1) sizes.set(name, size);
    }),
  );
  return sizes;
}

/** Diagonals for names that occur twice; axes of size 1 that broadcast are dropped. */
function withoutRepeats({ x, axes }: Term, sizes: ReadonlyMap<string, number>): Term {
  const full = axes.filter((name, i) => x.shape[i] === sizes.get(name));
  let y =
    full.length === axes.length
      ? x
      : reshape(
          x,
          full.map((name) => sizes.get(name)!),
        );
  let names = full;
  for (;;) {
    const second = names.findIndex((name, i) => names.indexOf(name) < i);
    if (second === -1) return { x: y, axes: names };
    const [name, first] = [names[second], names.indexOf(names[second])];
    y = diagonal(y, 0, first, second);
    names = [...names.filter((_, i) => i !== first && i !== second), name];
  }
}

function summed({ x, axes }: Term, kept: (name: string) => boolean): Term {
  const gone = axes.flatMap((name, i) => (kept(name) ? [] : [i]));
  return gone.length === 0 ? { x, axes } : { x: sum(x, gone), axes: axes.filter(kept) };
}

/** The pair whose product is smallest against what it replaces. */
function cheapest(terms: readonly Term[], output: readonly string[], sizes: ReadonlyMap<string, number>) {
  let best: [Term, Term] = [terms[0], terms[1]];
  let least = Infinity;
  terms.forEach((a, i) =>
    terms.slice(i + 1).forEach((b) => {
      const others = terms.filter((term) => term !== a && term !== b);
      const names = [...new Set([...a.axes, ...b.axes])].filter(
        (name) => output.includes(name) || others.some(({ axes }) => axes.includes(name)),
      );
      const growth = sizeOf(names.map((name) => sizes.get(name)!)) - a.x.size - b.x.size;
      if (growth < least) [best, least] = [[a, b], growth];
    }),
  );
  return best;
}

function contracted(left: Term, right: Term, stays: (name: string) => boolean): Term {
  const shared = left.axes.filter((name) => right.axes.includes(name));
  const batch = shared.filter(stays);
  const inner = shared.filter((name) => !stays(name));
  const rows = left.axes.filter((name) => !shared.includes(name));
  const columns = right.axes.filter((name) => !shared.includes(name));
  const laid = ({ x, axes }: Term, ...groups: readonly (readonly string[])[]) => {
    const order = groups.flat().map((name) => axes.indexOf(name));
    const size = (names: readonly string[]) => sizeOf(names.map((name) => x.shape[axes.indexOf(name)]));
    return reshape(permute(x, order), groups.map(size));
  };
  const sizeIn = ({ x, axes }: Term, name: string) => x.shape[axes.indexOf(name)];
  const shape = [
    ...[...batch, ...rows].map((name) => sizeIn(left, name)),
    ...columns.map((name) => sizeIn(right, name)),
  ];
  const axes = [...batch, ...rows, ...columns];
  if (inner.length > 0 && isFloating(left.x.dtype)) {
    const product = matmul(laid(left, batch, rows, inner), laid(right, batch, inner, columns));
    return { x: reshape(product, shape), axes };
  }
  // Integers, and outer products: elements times elements, then sums.
  const product = mul(laid(left, batch, rows, [], inner), laid(right, batch, [], columns, inner));
  return { x: reshape(sum(product, [3]), shape), axes };
}
