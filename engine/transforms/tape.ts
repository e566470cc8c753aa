/**
 * Reverse mode: the one tape behind `grad` and `.backward()`. A node keeps its inputs, so the tape is the garbage collector's;
 * backward rules emit ordinary primitives, so gradients of gradients are free.
 */
import { bind, bindMany } from "../core/bind.ts";
import { isFloating, type Weak } from "../core/dtype.ts";
import { addDerivatives, pullBack } from "../core/derivative.ts";
import {
  isMany,
  type AnyPrimitive,
  type Derivative,
  type ManyPrimitive,
  type Primitive,
} from "../core/primitive.ts";
import { Tensor } from "../core/tensor.ts";
import { captured, nextLevel, type Trace } from "../core/trace.ts";

let order = 0;

/** One recorded application. Its number is its place in time: parents come before children. */
export class Node {
  readonly order = ++order;
  readonly primitive: AnyPrimitive | null;
  inputs: readonly Tensor[];
  readonly parents: readonly (Node | null)[];
  readonly params: unknown;
  output!: Tensor;
  /** Given up by a backward that was told not to retain the graph. */
  released = false;
  /** The application that this is one result of, where it has several. */
  joint: Joint | null = null;
  constructor(
    primitive: AnyPrimitive | null,
    inputs: readonly Tensor[],
    parents: readonly (Node | null)[],
    params: unknown,
  ) {
    this.primitive = primitive;
    this.inputs = inputs;
    this.parents = parents;
    this.params = params;
  }
}

/** All results of one application; their nodes are neighbours in time. */
interface Joint {
  readonly primitive: ManyPrimitive;
  readonly outputs: readonly Tensor[];
  readonly residuals: unknown;
  readonly nodes: (Node | null)[];
}

export class TapeTrace implements Trace {
  readonly level: number;
  readonly transform: string;
  finished = false;
  constructor(transform: string, level = nextLevel()) {
    this.transform = transform;
    this.level = level;
  }

  process(primitive: Primitive, inputs: readonly Tensor[], params: unknown): Tensor {
    const primals = inputs.map((x) => this.primalOf(x));
    const y = bind(primitive, primals, params);
    if (!isFloating(y.dtype) || primitive.derivative.type === "zero") return y;
    const node = new Node(
      primitive,
      primals,
      inputs.map((x) => this.nodeOf(x)),
      params,
    );
    return this.record(node, y);
  }

  processMany(primitive: ManyPrimitive, inputs: readonly Tensor[], params: unknown): Tensor[] {
    const primals = inputs.map((x) => this.primalOf(x));
    const parents = inputs.map((x) => this.nodeOf(x));
    const wanted = parents.map((parent) => parent !== null);
    const { outputs, residuals } = primitive.forward?.(primals, params, wanted) ?? {
      outputs: bindMany(primitive, primals, params),
      residuals: null,
    };
    const joint: Joint = { primitive, outputs, residuals, nodes: [] };
    return outputs.map((y) => {
      if (y.trace === this) throw captured(primitive.name);
      if (!isFloating(y.dtype)) {
        joint.nodes.push(null);
        return y;
      }
      const node = new Node(primitive, primals, parents, params);
      node.joint = joint;
      joint.nodes.push(node);
      return this.record(node, y);
    });
  }

  record(node: Node, y: Tensor): TapeTracer {
    node.output = y;
    return new TapeTracer(this, y, node);
  }

  leaf(x: Tensor): TapeTracer {
    return this.record(new Node(null, [], [], null), x);
  }

  primalOf(x: Tensor): Tensor {
    return x instanceof TapeTracer && x.trace === this ? x.primal : x;
  }
  nodeOf(x: Tensor): Node | null {
    return x instanceof TapeTracer && x.trace === this ? x.node : null;
  }
}

export class TapeTracer extends Tensor {
  /** Changes for the leaves of `requiresGrad` alone, when an optimizer steps in place. */
  primal: Tensor;
  readonly node: Node;
  constructor(trace: TapeTrace, primal: Tensor, node: Node) {
    super(primal.shape, primal.dtype, null, trace);
    this.primal = primal;
    this.node = node;
  }
  override concrete(asked: string): Tensor {
    return this.primal.concrete(asked);
  }
  override get weak(): Weak | null {
    return this.primal.weak;
  }
  override becomeWeak(weak: Weak): void {
    this.primal.becomeWeak(weak);
  }
}

/** Every node that the roots depend on, children before parents. */
export function upstream(...roots: readonly Node[]): Node[] {
  const seen = new Set<Node>(roots);
  for (const node of seen) for (const parent of node.parents) if (parent !== null) seen.add(parent);
  return [...seen].sort((a, b) => b.order - a.order);
}

/** What a walk back may be asked for beside the cotangents. */
export interface Walk {
  /** Called on each step: which node, and what flows along each of its edges. */
  readonly watch?: (node: Node, cotangent: Derivative, contributions: readonly Derivative[]) => void;
  /** Called with the whole cotangent of each node; what it returns flows on in its place. */
  readonly hook?: (node: Node, cotangent: Tensor) => Tensor;
  /** Records the walk on this tape, so that what it finds can be differentiated again. */
  readonly recordOn?: TapeTrace;
}

/** Where a walk from several results starts: a result that is there twice gets the sum. */
export function seeded(
  nodes: readonly (Node | null)[],
  cotangents: readonly Derivative[],
): Map<Node, Tensor> {
  const seeds = new Map<Node, Tensor>();
  nodes.forEach((node, i) => {
    const total = node === null ? null : addDerivatives(seeds.get(node) ?? null, cotangents[i]);
    if (node !== null && total !== null) seeds.set(node, total);
  });
  return seeds;
}

/** Walks the tape back from the root. Cotangents that meet at a node add up. */
export function backpropagate(root: Node, cotangent: Tensor, walk: Walk = {}): Map<Node, Tensor> {
  return backpropagateFrom(new Map([[root, cotangent]]), walk);
}

/** The same from several roots at once. */
export function backpropagateFrom(seeds: ReadonlyMap<Node, Tensor>, walk: Walk = {}): Map<Node, Tensor> {
  const cotangents = new Map(seeds);
  const order = upstream(...seeds.keys());
  order.forEach((node, i) => {
    const arrived = cotangents.get(node);
    const flowing = arrived !== undefined && walk.hook !== undefined ? walk.hook(node, arrived) : arrived;
    if (flowing !== undefined && flowing !== arrived) cotangents.set(node, flowing);
    // Results of one application stand side by side: the last one met pulls back for all.
    if (node.primitive === null || (node.joint !== null && order.at(i + 1)?.joint === node.joint)) return;
    const contributions = pulledBack(node, flowing, cotangents, walk.recordOn ?? null);
    if (contributions === null) return;
    walk.watch?.(node, flowing ?? null, contributions);
    node.parents.forEach((parent, i) => {
      if (parent === null) return;
      const total = addDerivatives(cotangents.get(parent) ?? null, contributions[i]);
      if (total !== null) cotangents.set(parent, total);
    });
  });
  return cotangents;
}

/** What flows to each parent; null where no cotangent arrived. */
function pulledBack(
  node: Node,
  flowing: Tensor | undefined,
  cotangents: ReadonlyMap<Node, Tensor>,
  recordOn: TapeTrace | null,
): Derivative[] | null {
  const { primitive, params, joint } = node;
  const wanted = node.parents.map((parent) => parent !== null);
  const inputs =
    recordOn === null ? node.inputs : node.inputs.map((x, i) => onTape(recordOn, x, node.parents[i]));
  if (joint !== null) {
    const arrived = joint.nodes.map((each) => (each === null ? null : (cotangents.get(each) ?? null)));
    if (arrived.every((cotangent) => cotangent === null)) return null;
    const again = recordOn === null ? joint : rerecorded(joint, inputs, params, wanted, recordOn);
    return joint.primitive.vjp(inputs, again.outputs, arrived, params, wanted, again.residuals);
  }
  if (flowing === undefined || primitive === null || isMany(primitive)) return null;
  const y = recordOn === null ? node.output : onTape(recordOn, node.output, node);
  return pullBack(primitive, inputs, y, flowing, params, wanted);
}

/** With its history: what was kept for the way back has none, so that it is computed again. */
function rerecorded(
  joint: Joint,
  inputs: readonly Tensor[],
  params: unknown,
  wanted: readonly boolean[],
  trace: TapeTrace,
): Pick<Joint, "outputs" | "residuals"> {
  return (
    joint.primitive.forward?.(inputs, params, wanted) ?? {
      outputs: joint.outputs.map((y, i) => onTape(trace, y, joint.nodes[i])),
      residuals: null,
    }
  );
}

function onTape(trace: TapeTrace, x: Tensor, node: Node | null): Tensor {
  return node === null ? x : new TapeTracer(trace, x, node);
}
