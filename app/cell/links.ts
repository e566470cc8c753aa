/** Who reads whom among a notebook's cells, as the kernel's analysis last said. */

/** What is asked of a cell. */
interface Named {
  readonly id: string;
  readonly declares: readonly string[];
  /** Names of other cells. */
  readonly reads: readonly string[];
}

export interface Link {
  readonly id: string;
  readonly names: readonly string[];
}

/** @param cells in the order of the document: of two that declare a name the first has it */
export function linksOf(
  cell: Named,
  cells: readonly Named[],
): { from: readonly Link[]; to: readonly Link[] } {
  const ownerOf = (name: string) => cells.find(({ declares }) => declares.includes(name));
  const between = (reader: Named, maker: Named) =>
    reader === maker ? [] : reader.reads.filter((name) => ownerOf(name) === maker);
  const links = (namesOf: (other: Named) => string[]) =>
    cells.map((other) => ({ id: other.id, names: namesOf(other) })).filter(({ names }) => names.length > 0);
  return {
    from: links((other) => between(cell, other)),
    to: links((other) => between(other, cell)),
  };
}
