/**
 * A slider whose value is a number. Moving it runs again whatever reads it.
 * @example const rate = slider("learning rate", { min: 1e-4, max: 1, value: 0.01, scale: "log" });
 */
declare function slider(
  label: string,
  options?: {
    /** Default 0. */
    min?: number;
    /** Default 1. */
    max?: number;
    /** About a hundredth of the range unless given. */
    step?: number;
    /** What it starts with; the middle unless given. */
    value?: number;
    /** Equal distances multiply: for rates and temperatures. */
    scale?: "linear" | "log";
    /** Written after the number. */
    unit?: string;
  },
): number;
/** A number to type. */
declare function number(
  label: string,
  options?: { min?: number; max?: number; step?: number; value?: number; unit?: string },
): number;
/**
 * One of several choices.
 * @example const optimizer = select("optimizer", ["sgd", "adam"]);
 */
declare function select<const Choice extends string>(
  label: string,
  choices: readonly Choice[],
  options?: { value?: Choice },
): Choice;
/** A tick: true or false. */
declare function checkbox(label: string, options?: { value?: boolean }): boolean;
/** A button: how often it has been pressed. What reads it runs again at each press. */
declare function button(label: string): number;
/** A line of text to type. */
declare function text(label: string, options?: { value?: string; placeholder?: string }): string;
/**
 * A pad to draw on. The drawing is brought to the size and stroke of the UCI digits, then counted in blocks.
 * @returns float32 [size, size]; each entry counts the ink of a block: 0 to 16 where size is 8
 */
declare function drawPad(label: string, options?: { size?: 8 | 16 | 32 }): import("slope").Tensor;
/**
 * A colour: red, green and blue from 0 to 1.
 * @example const [red, green, blue] = colour("ink", { value: "#bf4a00" });
 */
declare function colour(
  label: string,
  options?: { value?: string | readonly [red: number, green: number, blue: number] },
): readonly [red: number, green: number, blue: number];
/**
 * A plane to put points on: click to add one, drag to move it. Data for a fit or a classifier, drawn by hand.
 * @example
 * const data = pointEditor("data", { groups: 2 });
 * const x = tensor(data.map((p) => [p.x, p.y])), labels = tensor(data.map((p) => p.group));
 */
declare function pointEditor(
  label: string,
  options?: {
    /** From where to where; -1 to 1 unless given. */
    x?: readonly [number, number];
    y?: readonly [number, number];
    /** How many kinds of points: 1 to 5. */
    groups?: number;
    /** The points it starts with. */
    value?: readonly { x: number; y: number; group?: number }[];
  },
): { readonly x: number; readonly y: number; readonly group: number }[];
/**
 * A picture from a file, or one of the samples: cat, coffee, astronaut, rings, ball. Nothing leaves the page.
 * @returns float32 [size, size, 3] from 0 to 1; [size, size] where it is grey
 */
declare function picture(
  label: string,
  options?: {
    /** Side in pixels, up to 128; 64 unless given. */
    size?: number;
    grey?: boolean;
    /** The sample it starts with. */
    value?: "cat" | "coffee" | "astronaut" | "rings" | "ball";
  },
): import("slope").Tensor;
/** A file that you have opened in the notebook. */
interface OpenedFile {
  readonly name: string;
  readonly text: string;
  /**
   * A CSV or TSV: fields apart by commas, semicolons or tabs; the first line names the columns. Null where a field is missing.
   * @throws OutputError with the row and the column at which it breaks off
   */
  table(): {
    readonly columns: readonly string[];
    readonly rows: readonly Readonly<Record<string, any>>[];
  };
  json(): any;
}
/**
 * A file of your own: null until you open one. It stays in this browser, and is there again on the next visit.
 * @example
 * const file = fileInput("my measurements", { accept: ".csv" });
 * const rows = file === null ? [] : file.table().rows;
 * const x = tensor(rows.map((row) => [row.width, row.height]));
 */
declare function fileInput(label: string, options?: { accept?: string }): OpenedFile | null;
