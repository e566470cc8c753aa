/**
 * The gradient lens: keeps the last gradients that were taken, and runs them again on demand to say what an expression was worth in
 * them. Nothing is recorded while nobody looks: of each function, its arguments alone are kept.
 */
import { inspect, SlopeError, Tensor, tensor, tree } from "#engine";
import { summariseTensor } from "#outputs/tensor/kind.ts";
import type { SourceText } from "../dataflow/compile.ts";
import { placeOf } from "#outputs/place.ts";
import type { CellId } from "../protocol.ts";
import type { LensAnswer } from "./answer.ts";
import { targetAt, type Target } from "./target.ts";

/** As many functions as are kept; each holds on to its last arguments. */
const MOST = 8;

/** What the lens may know of a cell. */
export interface LookedAt {
  readonly id: CellId;
  /** Of its last run. */
  readonly text: SourceText | null;
  readonly values: ReadonlyMap<string, unknown> | null;
}

export interface LensRequest {
  readonly cell: LookedAt;
  readonly offset: number;
  /** The function to differentiate, by its name; null for the newest that the expression was part of. */
  readonly loss: string | null;
  readonly textOf: (cell: CellId) => SourceText | null;
}

export class Lens {
  /** By the function's name, the newest last. */
  readonly #runs = new Map<string, inspect.Differentiated>();
  readonly #graphs = new WeakMap<inspect.Differentiated, inspect.ComputationGraph | null>();
  #sawCompiled = false;
  #isLooking = false;

  constructor() {
    inspect.watchGradients((run) => this.#take(run));
  }

  #take(run: inspect.Differentiated): void {
    if (this.#isLooking) return;
    const isConcrete = tree
      .leaves([...run.args])
      .every((leaf) => !(leaf instanceof Tensor) || leaf.trace === null);
    if (!isConcrete) {
      this.#sawCompiled = true;
      return;
    }
    const name = run.f.name || "an unnamed function";
    this.#runs.delete(name);
    this.#runs.set(name, run);
    const [oldest] = this.#runs.keys();
    if (this.#runs.size > MOST) this.#runs.delete(oldest);
  }

  /** @returns null where no expression stands there */
  look({ cell, offset, loss, textOf }: LensRequest): LensAnswer | null {
    const code = cell.text?.code ?? "";
    const target = targetAt(code, offset);
    if (target === null) return null;
    const losses = [...this.#runs.keys()].reverse();
    const blank: LensAnswer = {
      text: code.slice(target.range.start, target.range.end).replace(/\s+/g, " ").slice(0, 200),
      range: target.range,
      loss: null,
      losses,
      value: null,
      cotangent: null,
      check: null,
      note: null,
    };
    for (const name of loss === null ? losses : losses.filter((other) => other === loss)) {
      const run = this.#runs.get(name);
      const graph = run ? this.#graphOf(run) : null;
      const locate = (of: inspect.ComputationGraph) => nodeOf(of, target, cell.id, textOf);
      const node = graph && locate(graph);
      if (!run || !node) continue;
      const check = this.#quietly(() => inspect.checkAt(scalarOf(run), run.args, locate));
      return {
        ...blank,
        loss: name,
        value: summariseTensor(node.value),
        cotangent: node.cotangent && summariseTensor(node.cotangent),
        check,
        note: node.cotangent === null ? `No gradient of ${name} reaches it.` : null,
      };
    }
    const value = target.path === "" ? undefined : at(cell.values, target.path);
    const shown = value instanceof Tensor ? value : typeof value === "number" ? tensor(value) : null;
    return { ...blank, value: shown && summariseTensor(shown), note: this.#why(shown !== null, loss) };
  }

  #why(hasValue: boolean, loss: string | null): string {
    const outside =
      loss === null
        ? "This ran outside of any gradient that is kept"
        : `The last gradient of ${loss} did not go through this`;
    const compiled = this.#sawCompiled
      ? " What runs inside jit is not looked into: call the function once without it."
      : " The lens looks at what `grad` and `valueAndGrad` differentiate.";
    return hasValue ? `${outside}; this is the cell's value.${compiled}` : `${outside}.${compiled}`;
  }

  #graphOf(run: inspect.Differentiated): inspect.ComputationGraph | null {
    const known = this.#graphs.get(run);
    if (known !== undefined) return known;
    const graph = this.#quietly(() => inspect.graph(scalarOf(run))(...run.args));
    this.#graphs.set(run, graph);
    return graph;
  }

  /** The learner's function runs again, and with what it differentiates itself: that is no news. What it throws, its cell has shown. */
  #quietly<Found>(find: () => Found): Found | null {
    this.#isLooking = true;
    try {
      return find();
    } catch (error) {
      if (error instanceof SlopeError || error instanceof TypeError || error instanceof RangeError)
        return null;
      throw error;
    } finally {
      this.#isLooking = false;
    }
  }
}

const scalarOf = ({ f, hasAux }: inspect.Differentiated) =>
  hasAux ? (...args: never[]) => (f(...args) as readonly unknown[])[0] : f;

/** Of a call the last result that went out of it: a loop calls again and again. Of an input the one of its name. */
function nodeOf(
  { nodes, edges, output }: inspect.ComputationGraph,
  { call, path }: Target,
  cell: CellId,
  textOf: (cell: CellId) => SourceText | null,
): inspect.GraphNode | null {
  if (call === null) return nodes.find(({ kind, label }) => kind === "input" && label === path) ?? null;
  const text = textOf(cell);
  const isHere = ({ calls }: inspect.GraphNode) =>
    calls.some((source) => {
      const place = placeOf(source);
      if (place?.cell !== cell) return false;
      const offset = text?.offsetOf(place.line, place.column) ?? null;
      return offset !== null && call.start <= offset && offset <= call.end;
    });
  const inside = new Set(nodes.filter(isHere).map(({ id }) => id));
  const goesOut = new Set(
    edges.flatMap(({ from, to }) => (inside.has(from) && !inside.has(to) ? [from] : [])),
  );
  return nodes.findLast(({ id }) => inside.has(id) && (goesOut.has(id) || id === output)) ?? null;
}

/** `params.w1` among a cell's values. Own data alone: a getter is the learner's code. */
function at(values: ReadonlyMap<string, unknown> | null, path: string): unknown {
  const [name, ...keys] = path.split(/[.[\]]+/).filter((key) => key !== "");
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && !(value instanceof Tensor)
        ? Object.getOwnPropertyDescriptor(value, key)?.value
        : undefined,
    values?.get(name),
  );
}
