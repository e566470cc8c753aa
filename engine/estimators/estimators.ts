/** Gradients for what has none: relaxations, straight-through, score functions, perturbed optimizers. The public `estimators`. */
export { perturbed, perturbedArgmax, perturbedTopK, manyTimes, type PerturbedOptions } from "./perturbed.ts";
export {
  binaryConcrete,
  gumbelSoftmax,
  sampleGumbel,
  sampleNormal,
  sampleUniform,
  type GumbelSoftmaxOptions,
} from "./relaxed.ts";
export {
  magicBox,
  movingBaseline,
  scoreFunction,
  type BaselineState,
  type ScoreFunctionOptions,
} from "./score-function.ts";
export {
  gumbelSinkhorn,
  neuralSort,
  sinkhorn,
  softRank,
  softSort,
  softSorted,
  softTopK,
  type ProjectionOptions,
  type SinkhornOptions,
  type SoftSortOptions,
} from "./sorting.ts";
export { entmax, entmax15, simplexProjection, sparsemax } from "./sparse.ts";
export {
  straightThrough,
  straightThroughBernoulli,
  straightThroughHeaviside,
  straightThroughRound,
  straightThroughSign,
} from "./straight-through.ts";
