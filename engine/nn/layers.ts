/** The usual layers as modules. Each is made from a random key and holds its parameters on the tape. */
import { SlopeError } from "../core/errors.ts";
import { isTensor, type Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import { uniform } from "../random/random.ts";
import { tensor } from "../transforms/backward.ts";
import { conv2d } from "./convolution.ts";
import { dropout, embedding, linear } from "./linear.ts";
import { layerNorm } from "./normalization.ts";
import { Module } from "./modules.ts";

/** Uniform between -1 / sqrt(inputs) and its opposite, as PyTorch's layers start. Source: LeCun et al. 1998, "Efficient BackProp" */
function started(key: Tensor, shape: readonly number[], inputs: number): Tensor {
  const bound = 1 / Math.sqrt(inputs);
  return tensor(uniform(key, shape, { min: -bound, max: bound }), { requiresGrad: true });
}

const parameter = (values: Tensor) => tensor(values, { requiresGrad: true });

interface Biased {
  /** Default true. */
  readonly bias?: boolean;
}

/** x W + b: weight [inputs, outputs], bias [outputs]. */
export class Linear extends Module {
  weight: Tensor;
  bias: Tensor | null;
  constructor(key: Tensor, inputs: number, outputs: number, options: Biased = {}) {
    super();
    this.weight = started(key, [inputs, outputs], inputs);
    this.bias = options.bias === false ? null : parameter(np.zeros([outputs]));
  }
  /** [..., inputs] to [..., outputs] */
  override forward(x: Tensor): Tensor {
    return linear(x, this.weight, this.bias ?? 0);
  }
}

interface Convolved extends Biased {
  readonly stride?: number;
  readonly padding?: number | "same" | "valid";
}

/** Filters over pictures: weight [outputs, inputs, size, size], bias [outputs]. */
export class Conv2d extends Module {
  weight: Tensor;
  bias: Tensor | null;
  readonly stride: number;
  readonly padding: number | "same" | "valid";
  constructor(key: Tensor, inputs: number, outputs: number, size: number, options: Convolved = {}) {
    super();
    this.weight = started(key, [outputs, inputs, size, size], inputs * size * size);
    this.bias = options.bias === false ? null : parameter(np.zeros([outputs]));
    this.stride = options.stride ?? 1;
    this.padding = options.padding ?? 0;
  }
  /** [batch, inputs, height, width] to [batch, outputs, height, width] */
  override forward(x: Tensor): Tensor {
    const y = conv2d(x, this.weight, { stride: this.stride, padding: this.padding });
    return this.bias === null ? y : y.add(this.bias.reshape(-1, 1, 1));
  }
}

/** A vector for each number below `count`: weight [count, size]. */
export class Embedding extends Module {
  weight: Tensor;
  constructor(key: Tensor, count: number, size: number) {
    super();
    this.weight = started(key, [count, size], size);
  }
  /** [...] whole numbers to [..., size] */
  override forward(indices: Tensor): Tensor {
    return embedding(this.weight, indices);
  }
}

/** The last axis at mean 0 and variance 1, then scaled and shifted: scale and shift [size]. Source: Ba, Kiros & Hinton 2016 */
export class LayerNorm extends Module {
  scale: Tensor;
  shift: Tensor;
  constructor(size: number) {
    super();
    this.scale = parameter(np.ones([size]));
    this.shift = parameter(np.zeros([size]));
  }
  override forward(x: Tensor): Tensor {
    return layerNorm(x, { scale: this.scale, shift: this.shift });
  }
}

/** Drops entries at random while training, and makes up for them. Source: Srivastava et al. 2014 */
export class Dropout extends Module {
  readonly rate: number;
  constructor(rate = 0.5) {
    super();
    this.rate = rate;
  }
  /** @throws SlopeError while training without a key: random numbers come from keys */
  override forward(x: Tensor, key?: Tensor): Tensor {
    if (!this.training) return x;
    if (key === undefined)
      throw new SlopeError(
        "Dropout: pass a fresh key while training: dropout.forward(x, key); or call eval().",
      );
    return dropout(key, x, this.rate);
  }
}

type Step = Module | ((x: Tensor) => Tensor);

/** Layers and functions one after the other: `new nn.Sequential(new nn.Linear(key, 2, 8), nn.tanh, ...)`. */
export class Sequential extends Module {
  readonly layers: readonly Step[];
  constructor(...layers: readonly Step[]) {
    super();
    this.layers = layers;
  }
  override forward(x: Tensor): Tensor {
    return this.layers.reduce((value: Tensor, layer, i) => {
      // Safe: a layer in a chain takes what the one before gives.
      const next = layer instanceof Module ? layer.forward(value as never) : layer(value);
      if (!isTensor(next)) throw new SlopeError(`Sequential: layer ${i} returned no tensor.`);
      return next;
    }, x);
  }
}
