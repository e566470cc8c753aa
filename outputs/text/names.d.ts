/** Shows a value below the cell, now. The last expression of a cell is shown without it. */
declare function display(value: unknown): void;
