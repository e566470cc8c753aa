/** One run of a loss, forward and back, with everything kept that the doctor looks at. */
import { GradientError } from "../../core/errors.ts";
import { isFloating } from "../../core/dtype.ts";
import type { Primitive } from "../../core/primitive.ts";
import { filled, isTensor, type Tensor } from "../../core/tensor.ts";
import { within } from "../../core/trace.ts";
import { mapWithPath } from "../../core/tree.ts";
import { asTensor } from "../../transforms/leaf.ts";
import { backpropagate, TapeTrace, TapeTracer, upstream, type Node } from "../../transforms/tape.ts";
import { grouped, type Group } from "../groups.ts";
import { depth, trail, type SourcePlace, type Trail } from "../source.ts";

/** A leaf of the first argument. */
export interface Parameter {
  readonly name: string;
  readonly value: Tensor;
  /** d loss / d this; null where the loss does not depend on it. */
  readonly gradient: Tensor | null;
  readonly node: Node;
}

/** Where a value left the path of gradients: read as a number, or through an operation without a derivative. */
export interface Cut {
  /** `.item()`, `argmax`, `stopGradient`. */
  readonly how: string;
  readonly nodes: readonly Node[];
  readonly source: SourcePlace | null;
}

/** What flowed back through one operation. */
export interface Flow {
  readonly node: Node;
  readonly cotangent: Tensor;
  readonly contributions: readonly (Tensor | null)[];
}

export interface Checkup {
  readonly loss: Tensor;
  readonly parameters: readonly Parameter[];
  /** Every operation of the run in the order of time, also what the loss does not need. */
  readonly nodes: readonly Node[];
  readonly cotangents: ReadonlyMap<Node, Tensor>;
  /** In the order in which gradients flowed. */
  readonly flows: readonly Flow[];
  readonly cuts: readonly Cut[];
  readonly groups: readonly Group[];
  readonly groupOf: ReadonlyMap<Node, number>;
  readonly sourceOf: (node: Node) => SourcePlace | null;
}

class CheckupTrace extends TapeTrace {
  readonly nodes: Node[] = [];
  readonly cuts: Cut[] = [];
  readonly trails = new Map<Node, Trail>();
  readonly #base: number;
  constructor(base: number) {
    super("inspect.diagnose");
    this.#base = base;
  }

  override process(primitive: Primitive, inputs: readonly Tensor[], params: unknown): Tensor {
    const y = super.process(primitive, inputs, params);
    // What has no derivative, or no float to carry one.
    if (this.nodeOf(y) === null) this.cut(primitive.name, inputs);
    return y;
  }

  override record(node: Node, y: Tensor): TapeTracer {
    node.output = y;
    this.nodes.push(node);
    this.trails.set(node, trail(this.#base));
    return new Read(this, y, node);
  }

  cut(how: string, values: readonly Tensor[]): void {
    const nodes = values.flatMap((x) => this.nodeOf(x) ?? []);
    if (nodes.length > 0) this.cuts.push({ how, nodes, source: trail(this.#base).calls.at(-1) ?? null });
  }
}

/** Says when it is read as a number. */
class Read extends TapeTracer {
  readonly #reader: CheckupTrace;
  constructor(trace: CheckupTrace, primal: Tensor, node: Node) {
    super(trace, primal, node);
    this.#reader = trace;
  }
  override concrete(asked: string): Tensor {
    if (asked.endsWith("()")) this.#reader.cut(`.${asked}`, [this]);
    return super.concrete(asked);
  }
}

/** @throws GradientError where the function returns no scalar loss */
export function checkup(f: (...args: never[]) => unknown, args: readonly unknown[]): Checkup {
  return within(new CheckupTrace(depth()), (trace) => {
    const given: { name: string; value: Tensor; node: Node }[] = [];
    const [params, ...data] = args;
    const traced = mapWithPath(params, (leaf, path) => {
      if (!isTensor(leaf) && typeof leaf !== "number") return leaf;
      const value = asTensor(leaf);
      if (!isFloating(value.dtype)) return leaf;
      const x = trace.leaf(value);
      given.push({ name: nameOf(f, path), value, node: trace.nodeOf(x)! });
      return x;
    });
    const result = f(...([traced, ...data] as never[]));
    if (!isTensor(result) || result.size !== 1) {
      throw new GradientError(
        "inspect.diagnose: the function must return one number, the loss, as a tensor; sum() or mean() make one of many.",
      );
    }
    const root = trace.nodeOf(result);
    const flows: Flow[] = [];
    const cotangents =
      root === null
        ? new Map<Node, Tensor>()
        : backpropagate(root, filled(root.output.shape, root.output.dtype, 1), {
            watch: (node, cotangent, contributions) => {
              if (cotangent !== null) flows.push({ node, cotangent, contributions });
            },
          });
    const needed = new Set(root === null ? [] : upstream(root));
    const { groups, groupOf } = grouped(
      trace.nodes.map((node) => (node.primitive === null ? null : trace.trails.get(node)!)),
    );
    return {
      loss: trace.primalOf(result),
      parameters: given.map((each) => ({
        ...each,
        gradient: needed.has(each.node) ? (cotangents.get(each.node) ?? null) : null,
      })),
      nodes: trace.nodes,
      cotangents,
      flows,
      cuts: trace.cuts,
      groups,
      groupOf: new Map(
        trace.nodes.flatMap((node, at) => (groupOf[at] === null ? [] : [[node, groupOf[at]] as const])),
      ),
      sourceOf: (node) => trace.trails.get(node)?.calls.at(-1) ?? null,
    };
  });
}

/** `params.w1` where the function calls its first argument `params` and it is a tree; its own name where it is a tensor. */
function nameOf(f: (...args: never[]) => unknown, path: string): string {
  const head = /^(?:async\s*)?(?:function\s*[\w$]*\s*)?\(?\s*([\w$]+)/.exec(
    Function.prototype.toString.call(f),
  )?.[1];
  if (path === "") return head ?? "the first argument";
  return head === undefined || head === ""
    ? path
    : path.startsWith("[")
      ? `${head}${path}`
      : `${head}.${path}`;
}
