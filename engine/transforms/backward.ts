/** The tape face: `requiresGrad`, `.backward()`, `.grad`, `detach`, `noGrad`, `zeroGrad`, on the same tape as `grad`. */
import { isFloating, type DType } from "../core/dtype.ts";
import { DTypeError, GradientError, showShape } from "../core/errors.ts";
import type { ManyPrimitive, Primitive } from "../core/primitive.ts";
import { filled, isTensor, Tensor } from "../core/tensor.ts";
import { bind, bindMany } from "../core/bind.ts";
import { ROOT_LEVEL } from "../core/trace.ts";
import { leaves } from "../core/tree.ts";
import { add } from "../primitives/arithmetic.ts";
import { stopGradient } from "../primitives/stop-gradient.ts";
import { convert } from "../primitives/convert.ts";
import { asTensor, type Nested } from "./leaf.ts";
import { backpropagate, TapeTrace, upstream, type Node } from "./tape.ts";

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

declare module "../core/tensor.ts" {
  interface Tensor {
    /** True where what is done with the tensor is recorded. */
    readonly requiresGrad: boolean;
    /** The sum of what every `.backward()` has brought here since `zeroGrad()`; null before the first. */
    readonly grad: Tensor | null;
    /** Walks the tape back from this scalar and adds to `.grad` of every leaf it depends on. */
    backward(): void;
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
    value(this: Tensor) {
      const node = nodeBehind(this);
      if (node === null) {
        throw new GradientError(
          "backward: nothing was recorded: no tensor with requiresGrad leads here. Make the parameters with tensor(values, { requiresGrad: true }).",
        );
      }
      if (this.size !== 1)
        throw new GradientError(
          `backward: from ${showShape(this.shape)}; start from a scalar: sum or average it first.`,
        );
      const cotangents = backpropagate(node, filled(this.shape, this.dtype, 1));
      for (const reached of upstream(node)) {
        const leaf = leafOf.get(reached);
        const cotangent = cotangents.get(reached);
        if (leaf === undefined || cotangent === undefined) continue;
        const before = gradients.get(leaf);
        gradients.set(leaf, before === undefined ? cotangent : add(before, cotangent));
      }
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
