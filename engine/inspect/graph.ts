/** The computation graph of one run: every value, every cotangent, and what flows along each edge. */
import { SlopeError } from "../core/errors.ts";
import type { DType } from "../core/dtype.ts";
import {
  isMany,
  type AnyPrimitive,
  type ManyPrimitive,
  type Maths,
  type Primitive,
} from "../core/primitive.ts";
import type { Shape } from "../core/shape.ts";
import { filled, isTensor, type Tensor } from "../core/tensor.ts";
import { within } from "../core/trace.ts";
import { mapWithPath } from "../core/tree.ts";
import { asTensor } from "../transforms/leaf.ts";
import type { Node } from "../transforms/tape.ts";
import { grouped, type Group } from "./groups.ts";
import { depth, trail, type SourcePlace, type Trail } from "./source.ts";
import { add } from "../numpy/arithmetic.ts";
import { backpropagate, TapeTrace, type TapeTracer, upstream } from "../transforms/tape.ts";

export interface GraphNode {
  readonly id: number;
  readonly kind: "input" | "constant" | "op";
  readonly op: string;
  /** The argument's name or tree path: `params.w1`. */
  readonly label: string | null;
  /** KaTeX of what the node computes. */
  readonly maths: string | null;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly value: Tensor;
  /** d output / d this; null where none arrives. */
  readonly cotangent: Tensor | null;
  readonly source: SourcePlace | null;
  /** Every call of the function's own code that was under way, the outermost first. */
  readonly calls: readonly SourcePlace[];
  /** Its place among all that one run records, the same in each run that goes the same way. */
  readonly turn: number;
  /** The innermost group it belongs to; null where it stands in the function itself. */
  readonly group: number | null;
  /** Which of the arguments' tensors and numbers it is, from left to right; null where it is none. */
  readonly leaf: number | null;
}

export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  /** Which argument of `to` this is. */
  readonly argument: number;
  /** The partial derivatives, for an elementwise op. */
  readonly local: Tensor | null;
  readonly localMaths: string | null;
  /** What flows back along this edge. */
  readonly contribution: Tensor | null;
}

export interface ComputationGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Calls, loops and their turns, each before what it holds. */
  readonly groups: readonly Group[];
  readonly output: number;
}

/** A change made to what one node gives, for a difference. */
export interface Nudge {
  readonly turn: number;
  readonly by: Tensor;
}

/** Records constants too, and where in the source each op was called. */
class GraphTrace extends TapeTrace {
  readonly trails = new Map<Node, Trail>();
  readonly #base: number;
  /** @param base how deep the stack is where the function is entered */
  constructor(base: number, nudge: Nudge | null = null) {
    super("inspect.graph");
    this.#base = base;
    this.#nudge = nudge;
  }
  readonly #nudge: Nudge | null;
  readonly turns = new Map<Node, number>();
  override record(node: Node, y: Tensor): TapeTracer {
    const turn = this.turns.size;
    this.turns.set(node, turn);
    return super.record(node, this.#nudge?.turn === turn ? add(y, this.#nudge.by) : y);
  }
  override process(primitive: Primitive, inputs: readonly Tensor[], params: unknown): Tensor {
    const lifted = inputs.map((x) => (this.nodeOf(x) === null ? this.constant(x) : x));
    const y = super.process(primitive, lifted, params);
    const node = this.nodeOf(y);
    if (node === null) return this.stopped(primitive, lifted, y);
    this.trails.set(node, trail(this.#base));
    return y;
  }
  override processMany(primitive: ManyPrimitive, inputs: readonly Tensor[], params: unknown): Tensor[] {
    const lifted = inputs.map((x) => (this.nodeOf(x) === null ? this.constant(x) : x));
    const calls = trail(this.#base);
    return super.processMany(primitive, lifted, params).map((y) => {
      const node = this.nodeOf(y);
      if (node === null) return this.constant(y);
      this.trails.set(node, calls);
      return y;
    });
  }
  /** What carries no derivative starts anew as a constant, called by what made it; moving it about keeps the name. */
  private stopped(primitive: Primitive, inputs: readonly Tensor[], y: Tensor): Tensor {
    const before = this.nodeOf(inputs[0]);
    const known = before === null ? undefined : this.origins.get(before);
    const moved = primitive.derivative.type !== "zero";
    const leaf = this.leaf(y);
    this.origins.set(leaf.node, moved && known !== undefined ? known : primitive.name);
    return leaf;
  }
  readonly origins = new Map<Node, string>();
  readonly constants = new Map<Tensor, Tensor>();
  constant(x: Tensor): Tensor {
    const known = this.constants.get(x);
    if (known !== undefined) return known;
    const leaf = this.leaf(x);
    this.constants.set(x, leaf);
    return leaf;
  }
}

/** Names of a function's parameters, for labels; empty where one is taken apart or has a default. */
function parameterNames(f: (...args: never[]) => unknown): string[] {
  const text = Function.prototype.toString.call(f);
  const lone = /^(?:async\s*)?([\w$]+)\s*=>/.exec(text);
  if (lone !== null) return [lone[1]];
  const names = [""];
  let depth = 0;
  for (const letter of text.slice(text.indexOf("(") + 1)) {
    if (")]}".includes(letter) && depth-- === 0) break;
    if ("([{".includes(letter)) depth++;
    if (letter === "," && depth === 0) names.push("");
    else names[names.length - 1] += letter;
  }
  return names.map((name) => (/^[\w$]+$/.test(name.trim()) ? name.trim() : ""));
}

function labelOf(name: string, argument: number, path: string): string {
  if (name === "") return path === "" ? `argument ${argument}` : path;
  return path === "" || path.startsWith("[") ? `${name}${path}` : `${name}.${path}`;
}

/**
 * Runs `f` once forward and once back, and keeps everything: `inspect.graph((x) => x.pow(2).sum())(tensor([1, 2, 3]))`.
 * A result that is not a scalar starts from a cotangent of ones.
 */
export function graph(f: (...args: never[]) => unknown): (...args: unknown[]) => ComputationGraph {
  return (...args) => nudged(f, args, null);
}

/** The same, with a change made to what one of its nodes gives. */
export function nudged(
  f: (...args: never[]) => unknown,
  args: readonly unknown[],
  nudge: Nudge | null,
): ComputationGraph {
  return within(new GraphTrace(depth(), nudge), (trace) => {
    const labels = new Map<Node, string>();
    const given = new Map<Node, number>();
    const names = parameterNames(f);
    const inputs = args.map((arg, i) =>
      mapWithPath(arg, (leaf, path) => {
        if (!isTensor(leaf) && typeof leaf !== "number") return leaf;
        const x = trace.leaf(asTensor(leaf));
        const name = names.at(i) ?? "";
        given.set(trace.nodeOf(x)!, given.size);
        labels.set(trace.nodeOf(x)!, labelOf(name, i, path));
        return x;
      }),
    );
    const result = f(...(inputs as never[]));
    const root = isTensor(result) ? trace.nodeOf(result) : null;
    if (!isTensor(result) || root === null || trace.origins.has(root)) {
      throw new SlopeError(
        isTensor(result)
          ? "graph: no argument reaches the result, so there is nothing to walk. Compute it from the function's arguments, without detach() or item()."
          : "graph: the function must return a tensor that it computed from its arguments; is a `return` missing?",
      );
    }
    return collect(trace, root, labels, given);
  });
}

const ones = (x: Tensor) => filled(x.shape, x.dtype, 1);

/** A number that was spread out to meet a tensor is that number. */
const isUniform = ({ data }: Tensor) => data.length > 0 && data.every((value) => value === data[0]);

const short = (x: Tensor) => String(Number(x.data[0].toPrecision(4)));

const mathsOf = (primitive: AnyPrimitive, params: unknown): Maths =>
  primitive.mathsOf?.(params) ?? primitive.maths;

function collect(
  trace: GraphTrace,
  root: Node,
  labels: ReadonlyMap<Node, string>,
  given: ReadonlyMap<Node, number>,
): ComputationGraph {
  const flows = new Map<Node, readonly (Tensor | null)[]>();
  const cotangents = backpropagate(root, ones(root.output), {
    watch: (node, _cotangent, contributions) => flows.set(node, contributions),
  });
  const nodes = upstream(root).reverse();
  const ids = new Map(nodes.map((node, id) => [node, id]));
  const { groups, groupOf } = grouped(nodes.map((node) => trace.trails.get(node) ?? null));
  const edges = nodes.flatMap((node) =>
    node.parents.flatMap((parent, argument) => (parent === null ? [] : [edge(node, parent, argument)])),
  );
  return { nodes: nodes.map(describe), edges, groups, output: ids.get(root)! };

  function describe(node: Node, id: number): GraphNode {
    const { output, primitive } = node;
    const label =
      labels.get(node) ??
      (primitive !== null ? null : (trace.origins.get(node) ?? (isUniform(output) ? short(output) : null)));
    return {
      id,
      kind: primitive !== null ? "op" : labels.has(node) ? "input" : "constant",
      op: primitive?.name ?? (labels.has(node) ? "input" : "constant"),
      label,
      maths: primitive === null ? null : mathsOf(primitive, node.params).value,
      shape: output.shape,
      dtype: output.dtype,
      value: output.concrete("its value"),
      cotangent: cotangents.get(node) ?? null,
      source: trace.trails.get(node)?.calls.at(-1) ?? null,
      calls: trace.trails.get(node)?.calls ?? [],
      turn: trace.turns.get(node)!,
      group: groupOf[id],
      leaf: given.get(node) ?? null,
    };
  }

  function edge(node: Node, parent: Node, argument: number): GraphEdge {
    const { primitive, inputs, output, params } = node;
    const rule = primitive === null || isMany(primitive) ? null : primitive.derivative;
    const partial = rule?.type === "partials" ? rule.partials[argument] : null;
    const local =
      typeof partial === "number"
        ? filled(output.shape, output.dtype, partial)
        : (partial?.(inputs, output, params) ?? null);
    return {
      from: ids.get(parent)!,
      to: ids.get(node)!,
      argument,
      local,
      localMaths: mathsOf(primitive!, params).partials[argument] ?? null,
      contribution: flows.get(node)?.[argument] ?? null,
    };
  }
}
