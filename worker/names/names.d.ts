// The kernel's own names in a cell, for the editor. Read as text, never compiled with the rest.

declare const console: {
  /** Prints under the cell. */
  log(...values: unknown[]): void;
  info(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
};
declare function setTimeout(callback: () => void, ms?: number): number;
declare function clearTimeout(timer: number): void;
declare const performance: {
  /** Milliseconds since the kernel began. */
  now(): number;
};

/** What `for ... of steps(n)` goes through: 0, 1, 2... */
interface Steps extends Iterable<number>, AsyncIterable<number> {}

/**
 * Counts 0, 1, 2... up to `count`, or without end, with a progress bar, the rate and the time left.
 * In a generator, Stop ends it at the next `yield`. In a plain cell write `for await (const step of steps(n))`.
 */
declare function steps(count?: number): Steps;

/**
 * What a training starts from: `initial` in an ordinary run; in one that was forked from a step of the tape, what that step had yielded under
 * the same names. So a training that is to be forked yields all that it needs to go on.
 * @example let { params, state } = resume({ params: start, state: adam.init(start) });
 */
declare function resume<T>(initial: T): T;

/** The data sets that the site carries. */
type DatasetName = "breast_cancer" | "digits" | "iris" | "wine";

/** A table of numbers that the site carries. */
interface Dataset {
  /** One row an example. */
  readonly x: import("slope").Tensor;
  /** The label of each. */
  readonly y: import("slope").Tensor;
  /** The columns' names, null where the file states none. */
  readonly columns: readonly string[] | null;
  /** What the labels stand for: `classes[label]`. Null where the label says it itself, as a digit does. */
  readonly classes: readonly string[] | null;
  readonly source: string;
  readonly licence: string;
}

/**
 * A data set by its name: `const digits = await dataset("digits")`.
 * @throws Error when the site has no data set of that name
 */
declare function dataset(name: DatasetName): Promise<Dataset>;

/** Aborted when the cell runs again or is stopped: end by it what you have started. */
declare const invalidation: AbortSignal;

/** A cell that holds a generator runs it, and its readers get what it yields: `run.loss` of a `yield { loss }`. */
interface Generator<T = unknown, TReturn = any, TNext = any> {
  [yielded: string]: any;
}
interface AsyncGenerator<T = unknown, TReturn = any, TNext = any> {
  [yielded: string]: any;
}
