/** np has the whole main namespace of the Python array-API standard (2023.12), in camelCase; complex numbers and DLPack aside. */
import { expect, it } from "vitest";
import { np } from "../index.ts";

const standard = `
  e inf nan newaxis pi
  arange asarray empty emptyLike eye full fullLike linspace meshgrid ones onesLike tril triu zeros zerosLike
  astype broadcastArrays broadcastTo canCast finfo iinfo isdtype resultType
  abs acos acosh add asin asinh atan atan2 atanh bitwiseAnd bitwiseLeftShift bitwiseInvert bitwiseOr bitwiseRightShift bitwiseXor
  ceil clip copysign cos cosh divide equal exp expm1 floor floorDivide greater greaterEqual hypot isfinite isinf isnan less
  lessEqual log log1p log2 log10 logaddexp logicalAnd logicalNot logicalOr logicalXor maximum minimum multiply negative notEqual
  positive pow reciprocal remainder round sign signbit sin sinh square sqrt subtract tan tanh trunc
  matmul matrixTranspose tensordot vecdot
  concat expandDims flip moveaxis permuteDims repeat reshape roll squeeze stack tile unstack
  argmax argmin nonzero searchsorted where
  uniqueAll uniqueCounts uniqueInverse uniqueValues
  argsort sort
  cumulativeSum max mean min prod std sum var
  all any diff
  einsum nansum nanmean nanmax nanmin nanstd nanvar percentile quantile median interp histogram convolve
`;

it("names every function and constant of the standard", () => {
  const names = standard.trim().split(/\s+/);
  expect(names.filter((name) => !(name in np))).toEqual([]);
});
