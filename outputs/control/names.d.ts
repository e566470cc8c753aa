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
