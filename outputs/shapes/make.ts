/**
 * `shapes.matmul(a, b)`, `shapes.broadcast(a, b)`, `shapes.einsum("ij,jk->ik", a, b)`: the axes that meet. What does not fit is drawn as
 * such, never thrown: that is when one wants to see it.
 */
import { Figure, OutputError } from "../figure.ts";
import { isTensor, kindOf } from "../tensor/read.ts";
import type { Axis, Operand, ShapesPayload } from "./payload.ts";

type ShapesFigure = Figure<ShapesPayload>;
const MOST_OPERANDS = 8;
const MOST_AXES = 12;

export const shapes = { broadcast, matmul, einsum };

function broadcast(...given: readonly unknown[]): ShapesFigure {
  const all = shapesOf("broadcast", given);
  const rank = Math.max(...all.map((shape) => shape.length));
  const columns = Array.from({ length: rank }, (_, at) => {
    const sizes = all
      .map((shape) => shape.at(at - rank))
      .map((n, i) => (all[i].length < rank - at ? null : n));
    const large = sizes.filter((n): n is number => n !== null && n !== undefined && n !== 1);
    return { sizes, to: large.at(0) ?? 1, fits: large.every((n) => n === large[0]) };
  });
  const operands = all.map((_, i): Operand => ({
    name: nameOf(i),
    axes: columns.map(({ sizes, to, fits }, at): Axis | null => {
      const size = sizes[i];
      if (size === null || size === undefined) return null;
      const role = !fits && size !== 1 ? "wrong" : size === 1 && to !== 1 && fits ? "stretched" : "kept";
      return { letter: String(at - rank), size, role, to: role === "stretched" ? to : null };
    }),
  }));
  const wrong = columns.flatMap(({ sizes, fits }, at) =>
    fits
      ? []
      : [`Axis ${at - rank} is ${sizes.filter((n) => n !== null).join(" and ")}: sizes must agree or be 1.`],
  );
  const stretched = columns.flatMap(({ sizes, to, fits }, at) =>
    fits && to !== 1 && sizes.some((n) => n === 1 || n === null) ? [`axis ${at - rank} to ${to}`] : [],
  );
  const result = columns.map(({ to }, at): Axis => ({
    letter: String(at - rank),
    size: to,
    role: "kept",
    to: null,
  }));
  return new Figure("shapes", {
    how: "aligned",
    operands,
    result: wrong.length > 0 ? null : { name: "result", axes: result },
    words:
      wrong.length > 0
        ? `Aligned from the right. ${wrong.join(" ")}`
        : `Aligned from the right${stretched.length > 0 ? `, repeated along ${stretched.join(", ")}` : ""}. The result is ${listed(result)}.`,
  });
}

/** As NumPy: the last axis of the first meets the last but one of the second; axes ahead of them are broadcast. */
function matmul(a: unknown, b: unknown): ShapesFigure {
  const [first, second] = shapesOf("matmul", [a, b]);
  if (first.length === 0 || second.length === 0)
    throw new OutputError("shapes.matmul: a scalar has no axis that could meet; use mul.");
  const ahead = (shape: readonly number[]) => Math.max(0, shape.length - 2);
  const batches = Math.max(ahead(first), ahead(second));
  const letters = "uvwxyzabcdef".slice(0, batches);
  const left = letters.slice(batches - ahead(first)) + (first.length > 1 ? "ij" : "j");
  const right = letters.slice(batches - ahead(second)) + (second.length > 1 ? "jk" : "j");
  const out = letters + (first.length > 1 ? "i" : "") + (second.length > 1 ? "k" : "");
  return joined([left, right], out, [first, second]);
}

/** Letters name axes; those that are not in the result are added up. Without `->` the result has the letters seen once, in order. */
function einsum(subscripts: string, ...given: readonly unknown[]): ShapesFigure {
  const all = shapesOf("einsum", given);
  const written = subscripts.replaceAll(/\s/g, "");
  const arrow = written.indexOf("->");
  const inputs = arrow < 0 ? written : written.slice(0, arrow);
  const output = arrow < 0 ? null : written.slice(arrow + 2);
  const named = inputs.split(",");
  if (!/^[a-zA-Z,]*$/.test(inputs + (output ?? "")))
    throw new OutputError(
      `shapes.einsum: ${JSON.stringify(subscripts)} holds more than letters, commas and ->. Write every axis as a letter.`,
    );
  if (named.length !== all.length)
    throw new OutputError(
      `shapes.einsum: ${JSON.stringify(subscripts)} names ${named.length} operands, and ${all.length} are given.`,
    );
  named.forEach((letters, i) => {
    if (letters.length !== all[i].length)
      throw new OutputError(
        `shapes.einsum: "${letters}" names ${letters.length} axes, and operand ${nameOf(i)} has ${all[i].length}: [${all[i].join(", ")}].`,
      );
  });
  const every = named.join("");
  const once = [...new Set(Array.from(every))].filter((letter) => every.split(letter).length === 2).sort();
  const kept = output ?? once.join("");
  const unknown = Array.from(kept).find((letter) => !every.includes(letter));
  if (unknown !== undefined)
    throw new OutputError(`shapes.einsum: no operand has the axis "${unknown}" of the result.`);
  return joined(named, kept, all);
}

function joined(named: readonly string[], kept: string, all: readonly (readonly number[])[]): ShapesFigure {
  const sizes = new Map<string, number>();
  const wrong = new Set<string>();
  named.forEach((letters, i) => {
    Array.from(letters).forEach((letter, at) => {
      const size = all[i][at];
      const before = sizes.get(letter) ?? 1;
      if (before !== 1 && size !== 1 && before !== size) wrong.add(letter);
      sizes.set(letter, Math.max(before, size));
    });
  });
  const axisOf = (letter: string, size: number): Axis => {
    const to = sizes.get(letter) ?? size;
    if (wrong.has(letter)) return { letter, size, role: "wrong", to: null };
    if (size === 1 && to !== 1) return { letter, size, role: "stretched", to };
    return { letter, size, role: kept.includes(letter) ? "kept" : "summed", to: null };
  };
  const operands = named.map((letters, i): Operand => ({
    name: nameOf(i),
    axes: Array.from(letters).map((letter, at) => axisOf(letter, all[i][at])),
  }));
  const result = Array.from(kept).map((letter): Axis => ({
    letter,
    size: sizes.get(letter) ?? 1,
    role: "kept",
    to: null,
  }));
  const summed = [...sizes.keys()].filter((letter) => !kept.includes(letter));
  const mismatch = [...wrong].map((letter) => {
    const found = named.flatMap((letters, i) =>
      Array.from(letters).flatMap((own, at) => (own === letter ? [all[i][at]] : [])),
    );
    return `Axis ${letter} is ${found.join(" and ")}: what meets must have one size.`;
  });
  return new Figure("shapes", {
    how: "joined",
    operands,
    result: wrong.size > 0 ? null : { name: "result", axes: result },
    words:
      wrong.size > 0
        ? mismatch.join(" ")
        : `${summed.length > 0 ? `Along ${summed.map((letter) => `${letter} (${sizes.get(letter)})`).join(" and ")} they are multiplied in pairs and added up. ` : ""}The result is ${listed(result)}.`,
  });
}

const listed = (axes: readonly Axis[]) => `[${axes.map(({ size }) => size).join(", ")}]`;
const nameOf = (at: number) => String.fromCharCode(97 + at);

/** Tensors, or shapes as lists. */
function shapesOf(what: string, given: readonly unknown[]): (readonly number[])[] {
  if (given.length === 0 || given.length > MOST_OPERANDS)
    throw new OutputError(
      `shapes.${what} draws 1 to ${MOST_OPERANDS} tensors or shapes, not ${given.length}.`,
    );
  return given.map((one, at) => {
    const shape: unknown = isTensor(one) ? one.shape : one;
    if (!Array.isArray(shape) || !shape.every((n) => Number.isInteger(n) && n >= 0))
      throw new OutputError(
        `shapes.${what}: operand ${nameOf(at)} must be a tensor or a shape such as [2, 3], not ${kindOf(one)}.`,
      );
    if (shape.length > MOST_AXES)
      throw new OutputError(
        `shapes.${what}: operand ${nameOf(at)} has ${shape.length} axes; ${MOST_AXES} are drawn.`,
      );
    return shape as readonly number[];
  });
}
