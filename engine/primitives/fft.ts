/** The discrete Fourier transform of a complex signal, held as a pair of real ones. */
import { bindMany } from "../core/bind.ts";
import { allocate, floatingTypes } from "../core/dtype.ts";
import { defineMany, type Derivative, type ManyPrimitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { filled, wrap, type Tensor } from "../core/tensor.ts";
import { moveBatchToFront } from "./batching.ts";
import { transformOf } from "./fourier.ts";

interface FourierParams {
  /** The sign of the exponent: -1 forward, 1 back. Neither scales. */
  readonly sign: 1 | -1;
}

/**
 * re and im [..., n] to the same of y_k = sum over j of x_j exp(sign 2 pi i j k / n). The matrix is symmetric, so the transpose of the
 * pair of real maps is the transform with the other sign.
 */
export const fftP: ManyPrimitive<FourierParams> = defineMany<FourierParams>({
  name: "fft",
  maths: { value: String.raw`\textstyle\sum_j x_j\, e^{\mp 2\pi i jk/n}`, partials: [] },
  mathsOf: ({ sign }) => ({
    value: String.raw`\textstyle\sum_j x_j\, e^{${sign === 1 ? "" : "-"}2\pi i jk/n}`,
    partials: [],
  }),
  dtypes: floatingTypes,
  forms: ([re, im]) => [re, im],
  kernel: ([re, im], { sign }) => {
    const n = re.shape[re.shape.length - 1];
    const [outRe, outIm] = [re, im].map((x) => allocate(x.dtype, x.size));
    const transform = transformOf(n, sign);
    for (let start = 0; start < re.size; start += n) {
      const y = transform({
        re: Float64Array.from(re.data.subarray(start, start + n)),
        im: Float64Array.from(im.data.subarray(start, start + n)),
      });
      outRe.set(y.re, start);
      outIm.set(y.im, start);
    }
    return [wrap(re.shape, re.dtype, outRe), wrap(im.shape, im.dtype, outIm)];
  },
  jvp: (inputs, tangents, params) => ({
    outputs: bindMany(fftP, inputs, params),
    tangents: linearly(inputs, tangents, params),
  }),
  vjp: (inputs, _outputs, cotangents, { sign }) =>
    linearly(inputs, cotangents, { sign: sign === 1 ? -1 : 1 }),
  batch: (inputs, axes, params, size) => ({
    outputs: bindMany(fftP, moveBatchToFront(inputs, axes, size), params),
    axes: [0, 0],
  }),
  cost: ([re]) => 5 * sizeOf(re.shape) * Math.log2(Math.max(1, re.shape[re.shape.length - 1])),
  laws: [
    ...([[8], [2, 6], [1], [7], [3, 0]] as const).map((shape) => ({
      shapes: [shape, shape],
      params: { sign: -1 } as const,
    })),
    ...([[37], [2, 12], [4]] as const).map((shape) => ({
      shapes: [shape, shape],
      params: { sign: 1 } as const,
    })),
  ],
});

/** The transform of a tangent or cotangent of which a part may be missing. */
function linearly(
  inputs: readonly Tensor[],
  derivatives: readonly Derivative[],
  params: FourierParams,
): Derivative[] {
  if (derivatives.every((each) => each === null)) return derivatives.map(() => null);
  return bindMany(
    fftP,
    derivatives.map((each, i) => each ?? filled(inputs[i].shape, inputs[i].dtype, 0)),
    params,
  );
}
