/** Layers, activations, losses and modules: the public `nn`. */
export * from "./activations.ts";
export * from "./attention.ts";
export {
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type ConvOptions,
  type ConvTransposeOptions,
  type Padding,
} from "./convolution.ts";
export * as init from "./init.ts";
export * from "./linear.ts";
export * from "./losses.ts";
export * from "./normalization.ts";
export * from "./pooling.ts";
export * from "./recurrent.ts";
export * from "./layers.ts";
export { Module, type State } from "./modules.ts";
