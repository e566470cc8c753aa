/**
 * Rows, columns or a matrix as a table.
 * @example table([{ program: "rules", accuracy: 0.52 }, { program: "learned", accuracy: 0.97 }])
 * @example table(confusion, { heat: true, rows: names, columns: names })
 */
declare function table(
  data:
    | readonly unknown[]
    | Readonly<Record<string, unknown>>
    | ReadonlyMap<unknown, unknown>
    | import("slope").Tensor,
  options?: {
    /** Names of the columns; for rows of objects, which keys to show. */
    columns?: readonly (string | number)[];
    /** Names of the rows. */
    rows?: readonly (string | number)[];
    /** Shades numbers from the smallest to the largest. */
    heat?: boolean;
    caption?: string;
  },
): unknown;
