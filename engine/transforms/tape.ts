/**
 * Reverse mode: the one tape behind `grad` and `.backward()`. A node keeps its inputs, so the tape is the garbage collector's;
 * backward rules emit ordinary primitives, so gradients of gradients are free.
 */
import { bind } from "../core/bind.ts";
import { isFloating } from "../core/dtype.ts";
import { addDerivatives, pullBack } from "../core/derivative.ts";
import type { Derivative, Primitive } from "../core/primitive.ts";
import { Tensor } from "../core/tensor.ts";
import { nextLevel, type Trace } from "../core/trace.ts";

let order = 0;

/** One recorded application. Its number is its place in time: parents come before children. */
export class Node {
  readonly order = ++order;
  readonly primitive: Primitive | null;
  readonly inputs: readonly Tensor[];
  readonly parents: readonly (Node | null)[];
  readonly params: unknown;
  output!: Tensor;
  constructor(
    primitive: Primitive | null,
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
  readonly primal: Tensor;
  readonly node: Node;
  constructor(trace: TapeTrace, primal: Tensor, node: Node) {
    super(primal.shape, primal.dtype, null, trace);
    this.primal = primal;
    this.node = node;
  }
  override concrete(asked: string): Tensor {
    return this.primal.concrete(asked);
  }
}

/** Every node that the root depends on, children before parents. */
export function upstream(root: Node): Node[] {
  const seen = new Set<Node>([root]);
  for (const node of seen) for (const parent of node.parents) if (parent !== null) seen.add(parent);
  return [...seen].sort((a, b) => b.order - a.order);
}

/** Called on each step back: which node, and what flows along each of its edges. */
export type Watch = (node: Node, cotangent: Tensor, contributions: readonly Derivative[]) => void;

/** Walks the tape back from the root. Cotangents that meet at a node add up. */
export function backpropagate(root: Node, cotangent: Tensor, watch?: Watch): Map<Node, Tensor> {
  const cotangents = new Map<Node, Tensor>([[root, cotangent]]);
  for (const node of upstream(root)) {
    const flowing = cotangents.get(node);
    if (flowing === undefined || node.primitive === null) continue;
    const wanted = node.parents.map((parent) => parent !== null);
    const contributions = pullBack(node.primitive, node.inputs, node.output, flowing, node.params, wanted);
    watch?.(node, flowing, contributions);
    node.parents.forEach((parent, i) => {
      if (parent === null) return;
      const total = addDerivatives(cotangents.get(parent) ?? null, contributions[i]);
      if (total !== null) cotangents.set(parent, total);
    });
  }
  return cotangents;
}
