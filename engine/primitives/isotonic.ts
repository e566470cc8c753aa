/** The nearest falling sequence, and the averaging over its steps that is its derivative. */
import { bind } from "../core/bind.ts";
import { allocate, floatingTypes } from "../core/dtype.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { wrap } from "../core/tensor.ts";
import { moveBatchToFront } from "./batching.ts";
import { toFront } from "./transpose.ts";

/**
 * Along the last axis the v with v_1 >= v_2 >= ... that makes |v - x| smallest: neighbours that rise are pooled at their mean.
 * Source: Barlow & Brunk 1972; Best, Chakravarti & Ubhaya 2000 (pool adjacent violators)
 */
export const isotonicP: Primitive<null> = define<null>({
  name: "isotonic",
  maths: { value: String.raw`\arg\min_{v_1 \ge \dots \ge v_n} \|v - x\|^2`, partials: [] },
  dtypes: floatingTypes,
  elementwise: false,
  form: ([x]) => x,
  kernel: ([x]) => {
    const n = x.shape[x.shape.length - 1];
    const out = allocate(x.dtype, x.size);
    const [sums, counts] = [new Float64Array(n), new Int32Array(n)];
    for (let start = 0; start < out.length; start += n) {
      let blocks = 0;
      for (let i = 0; i < n; i++) {
        sums[blocks] = x.data[start + i];
        counts[blocks++] = 1;
        while (blocks > 1 && sums[blocks - 2] * counts[blocks - 1] <= sums[blocks - 1] * counts[blocks - 2]) {
          sums[blocks - 2] += sums[blocks - 1];
          counts[blocks - 2] += counts[--blocks];
        }
      }
      let at = start;
      for (let b = 0; b < blocks; b++) {
        out.fill(sums[b] / counts[b], at, at + counts[b]);
        at += counts[b];
      }
    }
    return wrap(x.shape, x.dtype, out);
  },
  derivative: {
    type: "both",
    jvp: (_inputs, y, [dx]) => (dx === null ? null : bind(runMeansP, [dx, y], null)),
    // A projection: symmetric, so that both modes are one.
    vjp: (_inputs, y, ct) => [bind(runMeansP, [ct, y], null)],
  },
  batch: ([x], [axis]) => ({ output: bind(isotonicP, [toFront(x, axis!)], null), axis: 0 }),
  cost: ([x]) => 4 * sizeOf(x.shape),
  laws: [[1], [3], [7], [2, 5], [0]].map((shape) => ({ shapes: [shape], params: null })),
});

/** The mean of x over each run of equal values in `steps`, along the last axis. */
export const runMeansP: Primitive<null> = define<null>({
  name: "runMeans",
  maths: { value: String.raw`\bar x_{\text{run}}`, partials: [] },
  dtypes: floatingTypes,
  elementwise: false,
  form: ([x]) => x,
  kernel: ([x, steps]) => {
    const n = x.shape[x.shape.length - 1];
    const out = allocate(x.dtype, x.size);
    for (let start = 0; start < out.length; start += n) {
      for (let from = start; from < start + n;) {
        let to = from;
        let total = 0;
        while (to < start + n && steps.data[to] === steps.data[from]) total += x.data[to++];
        out.fill(total / (to - from), from, to);
        from = to;
      }
    }
    return wrap(x.shape, x.dtype, out);
  },
  derivative: {
    type: "linear",
    constant: [1],
    transpose: (ct, argument, [, steps]) => (argument === 0 ? bind(runMeansP, [ct, steps], null) : null),
  },
  batch: (inputs, axes, _params, size) => ({
    output: bind(runMeansP, moveBatchToFront(inputs, axes, size), null),
    axis: 0,
  }),
  cost: ([x]) => sizeOf(x.shape),
  laws: [[3], [7], [2, 5]].map((shape) => ({
    shapes: [shape, shape],
    dtypes: ["float64", "int32"],
    domain: [
      [-2, 2],
      [0, 2],
    ],
    params: null,
  })),
});
