/** The tape face: `requiresGrad`, `.backward()`, `.grad`, `detach`, `noGrad`, `zeroGrad`, on the same tape as `grad`. */
import { isFloating, type DType } from "../core/dtype.ts";
import { DTypeError, GradientError, ShapeError, showShape } from "../core/errors.ts";
import type { ManyPrimitive, Primitive } from "../core/primitive.ts";
import { sameShape } from "../core/shape.ts";
import { filled, isTensor, Tensor } from "../core/tensor.ts";
import { bind, bindMany } from "../core/bind.ts";
import { ROOT_LEVEL } from "../core/trace.ts";
import { leaves } from "../core/tree.ts";
import { add } from "../primitives/arithmetic.ts";
import { stopGradient } from "../primitives/stop-gradient.ts";
import { convert } from "../primitives/convert.ts";
import { asTensor, type Nested } from "./leaf.ts";
import { backpropagate, TapeTrace, TapeTracer, upstream, type Node } from "./tape.ts";

let recording = true;

/** Older than every transform, never finished: what `requiresGrad` tensors live on. */
class RootTape extends TapeTrace {
  constructor() {
    super("backward", ROOT_LEVEL);
  }
  override process(primitive: Primitive, inputs: readonly Tensor[], params: unknown): Tensor {
    return recording
      ? super.process(primitive, inputs, params)
      : bind(
          primitive,
          inputs.map((x) => this.primalOf(x)),
          params,
        );
  }
  override processMany(primitive: ManyPrimitive, inputs: readonly Tensor[], params: unknown): Tensor[] {
    return recording
      ? super.processMany(primitive, inputs, params)
      : bindMany(
          primitive,
          inputs.map((x) => this.primalOf(x)),
          params,
        );
  }
}

const root = new RootTape();
const leafOf = new WeakMap<Node, Tensor>();
const gradients = new WeakMap<Tensor, Tensor>();

export interface TensorOptions {
  readonly dtype?: DType;
  /** Record what is done with this tensor, so that `.backward()` fills its `.grad`. */
  readonly requiresGrad?: boolean;
}

/**
 * A tensor from a number, a nested array or a typed array (copied).
 * @throws ShapeError when rows differ, DTypeError when an integer tensor asks for a gradient
 */
export function tensor(
  values: Nested | Float32Array | Float64Array | Int32Array | Uint32Array,
  options: TensorOptions = {},
): Tensor {
  const x = asTensor(values, options.dtype);
  const typed = options.dtype === undefined ? x : convert(x, options.dtype);
  if (options.requiresGrad !== true) return typed;
  if (!isFloating(typed.dtype))
    throw new DTypeError(`tensor: requiresGrad needs a floating dtype, found ${typed.dtype}.`);
  // A parameter made from others starts its own history.
  const leaf = root.leaf(root.primalOf(typed));
  leafOf.set(leaf.node, leaf);
  return leaf;
}

function nodeBehind(x: Tensor): Node | null {
  return root.nodeOf(x);
}

function recordedNode(op: string, x: Tensor): Node {
  const node = nodeBehind(x);
  if (node === null)
    throw new GradientError(
      `${op}: no gradient ever reaches this tensor: nothing with requiresGrad leads to it.`,
    );
  return node;
}

/** Runs `f` without recording: what it computes reaches no `requiresGrad` tensor. */
export function noGrad<R>(f: () => R): R {
  const before = recording;
  recording = false;
  try {
    return f();
  } finally {
    recording = before;
  }
}

/** Forgets the gradients of these tensors, or of every tensor in these trees. */
export function zeroGrad(...trees: readonly unknown[]): void {
  for (const leaf of leaves(trees)) if (isTensor(leaf)) gradients.delete(leaf);
}

export interface BackwardOptions {
  /** Record the way back too, so that `.grad` can be differentiated again. Default false. */
  readonly createGraph?: boolean;
  /** False gives the recorded values up at once; by default the garbage collector takes them when nothing holds them. */
  readonly retainGraph?: boolean;
  /** What flows into a result that is not a scalar; its shape is the result's. */
  readonly gradient?: Tensor;
}

/** What a hook sees and may replace. */
export type GradientHook = (gradient: Tensor) => Tensor | undefined;

const hooks = new WeakMap<Node, Set<GradientHook>>();

/**
 * Puts other numbers into a leaf made with requiresGrad, as an optimizer does. What was computed from it before keeps the
 * numbers it was computed with.
 * @throws GradientError where the tensor is no such leaf, ShapeError where the shape differs
 */
export function assign(leaf: Tensor, values: Tensor): void {
  const node = nodeBehind(leaf);
  if (node === null || !(leaf instanceof TapeTracer) || leafOf.get(node) !== leaf || node.primitive !== null)
    throw new GradientError(
      "assign: only a parameter made with tensor(values, { requiresGrad: true }) can be given other numbers; other tensors never change.",
    );
  if (!sameShape(leaf.shape, values.shape))
    throw new ShapeError(
      `assign: ${showShape(values.shape)} into a parameter of ${showShape(leaf.shape)}; a parameter keeps its shape.`,
    );
  leaf.primal = convert(stopGradient(values), leaf.dtype);
}

function backward(y: Tensor, options: BackwardOptions): void {
  const node = nodeBehind(y);
  if (node === null) {
    throw new GradientError(
      "backward: nothing was recorded: no tensor with requiresGrad leads here. Make the parameters with tensor(values, { requiresGrad: true }).",
    );
  }
  const { gradient, createGraph = false, retainGraph = true } = options;
  if (gradient === undefined && y.size !== 1)
    throw new GradientError(
      `backward: from ${showShape(y.shape)}; start from a scalar: sum or average it first, or pass { gradient }.`,
    );
  if (gradient !== undefined && !sameShape(gradient.shape, y.shape))
    throw new ShapeError(
      `backward: the gradient has the shape of the result: ${showShape(y.shape)}, found ${showShape(gradient.shape)}.`,
    );
  const reached = upstream(node);
  if (reached.some((each) => each.released))
    throw new GradientError(
      "backward: an earlier backward({ retainGraph: false }) gave this graph up; leave the option out to go back through it again.",
    );
  const cotangents = backpropagate(node, gradient ?? filled(y.shape, y.dtype, 1), {
    hook: (each, cotangent) => {
      let flowing = cotangent;
      for (const hook of hooks.get(each) ?? []) flowing = hook(flowing) ?? flowing;
      return flowing;
    },
    ...(createGraph ? { recordOn: root } : {}),
  });
  for (const each of reached) {
    const leaf = leafOf.get(each);
    const cotangent = cotangents.get(each);
    if (leaf !== undefined && cotangent !== undefined) {
      const before = gradients.get(leaf);
      gradients.set(leaf, before === undefined ? cotangent : add(before, cotangent));
    }
    if (!retainGraph && each.primitive !== null) {
      each.released = true;
      each.inputs = [];
    }
  }
}

declare module "../core/tensor.ts" {
  interface Tensor {
    /** True where what is done with the tensor is recorded. */
    readonly requiresGrad: boolean;
    /** The sum of what every `.backward()` has brought here since `zeroGrad()`; null before the first. */
    readonly grad: Tensor | null;
    /**
     * Walks the tape back from this scalar and adds to `.grad` of every leaf it depends on.
     * @throws GradientError where nothing was recorded, or the result is no scalar and no `gradient` is given
     */
    backward(options?: BackwardOptions): void;
    /** Keeps `.grad` of a result on the way too, as a leaf does. */
    retainGrad(): void;
    /** Calls `hook` with each gradient that reaches this tensor; what it returns goes on in its place. Returns what removes it. */
    registerHook(hook: GradientHook): () => void;
    /** The same numbers, through which no derivative flows. */
    detach(): Tensor;
    /** Forgets `.grad`. */
    zeroGrad(): void;
  }
}

Object.defineProperties(Tensor.prototype, {
  requiresGrad: {
    get(this: Tensor) {
      return nodeBehind(this) !== null;
    },
  },
  grad: {
    get(this: Tensor) {
      return gradients.get(this) ?? null;
    },
  },
  backward: {
    value(this: Tensor, options: BackwardOptions = {}) {
      backward(this, options);
    },
  },
  retainGrad: {
    value(this: Tensor) {
      leafOf.set(recordedNode("retainGrad", this), this);
    },
  },
  registerHook: {
    value(this: Tensor, hook: GradientHook) {
      const node = recordedNode("registerHook", this);
      const known = hooks.get(node) ?? new Set<GradientHook>();
      hooks.set(node, known.add(hook));
      return () => {
        known.delete(hook);
      };
    },
  },
  detach: {
    value(this: Tensor) {
      return this.trace === null ? this : stopGradient(this);
    },
  },
  zeroGrad: {
    value(this: Tensor) {
      zeroGrad(this);
    },
  },
});
