/** The exponential of a matrix. */
import { bind } from "../core/bind.ts";
import { allocate, floatingTypes } from "../core/dtype.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { filled, wrap, type Tensor } from "../core/tensor.ts";
import { concatenate } from "./concatenate.ts";
import { eachMatrix, turned } from "./matrices.ts";
import { matmulP } from "./matmul.ts";
import { sliceP } from "./slice.ts";
import { solveP } from "./solve.ts";
import { toFront } from "./transpose.ts";

/** Of the [13/13] Pade approximant, exact to a rounding of float64 up to the norm THETA. */
const PADE = [
  64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600,
  670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1,
];
const THETA = 5.371920351148152;

/**
 * [..., n, n] to the same. The derivative along E stands in the corner of the exponential of [[A, E], [0, A]].
 * Sources: Higham 2005, "The scaling and squaring method for the matrix exponential revisited"; Mathias 1996
 */
export const expmP: Primitive<null> = define<null>({
  name: "expm",
  maths: { value: "e^A", partials: [] },
  dtypes: floatingTypes,
  elementwise: false,
  form: ([a]) => a,
  kernel: ([a]) => {
    const n = a.shape[a.shape.length - 1];
    const out = allocate(a.dtype, a.size);
    eachMatrix(a, (start) => out.set(exponential(a.data.subarray(start, start + n * n), n), start));
    return wrap(a.shape, a.dtype, out);
  },
  derivative: {
    type: "both",
    jvp: ([a], _y, [da]) => (da === null ? null : along(a, da)),
    vjp: ([a], _y, ct) => [along(turned(a), ct)],
  },
  batch: ([a], [axis]) => ({ output: bind(expmP, [toFront(a, axis!)], null), axis: 0 }),
  cost: ([a]) => 20 * sizeOf(a.shape) * a.shape[a.shape.length - 1],
  laws: [
    [3, 3],
    [1, 1],
    [2, 2, 2],
    [7, 7],
    [0, 0],
  ].map((shape) => ({ shapes: [shape], params: null })),
});

/** The Frechet derivative at a along e. */
function along(a: Tensor, e: Tensor): Tensor {
  const n = a.shape[a.shape.length - 1];
  const rank = a.shape.length;
  const upper = concatenate([a, e], rank - 1);
  const lower = concatenate([filled(a.shape, a.dtype, 0), a], rank - 1);
  const all = bind(expmP, [concatenate([upper, lower], rank - 2)], null);
  return bind(sliceP, [all], {
    starts: a.shape.map((_, i) => (i === rank - 1 ? n : 0)),
    sizes: a.shape,
    steps: a.shape.map(() => 1),
  });
}

function exponential(entries: ArrayLike<number>, n: number): Float64Array {
  const halvings = Math.max(0, Math.ceil(Math.log2(norm1(entries, n) / THETA)));
  // Of what is not finite there is nothing to say.
  if (!(halvings < 1100)) return new Float64Array(n * n).fill(NaN);
  const a = Float64Array.from(entries, (value) => value / 2 ** halvings);
  const a2 = times(a, a, n);
  const a4 = times(a2, a2, n);
  const a6 = times(a4, a2, n);
  const [b, eye] = [PADE, identityOf(n)];
  const mix = (c6: number, c4: number, c2: number, c0: number) =>
    a6.map((value, i) => c6 * value + c4 * a4[i] + c2 * a2[i] + c0 * eye[i]);
  const sum = (x: Float64Array, y: Float64Array) => x.map((value, i) => value + y[i]);
  const odd = times(a, sum(times(a6, mix(b[13], b[11], b[9], 0), n), mix(b[7], b[5], b[3], b[1])), n);
  const even = sum(times(a6, mix(b[12], b[10], b[8], 0), n), mix(b[6], b[4], b[2], b[0]));
  const square = (data: Float64Array) => wrap([n, n], "float64", data);
  const quotient = solveP.kernel([square(even.map((v, i) => v - odd[i])), square(sum(even, odd))], null);
  let result = Float64Array.from(quotient.data);
  for (let i = 0; i < halvings; i++) result = times(result, result, n);
  return result;
}

function times(x: Float64Array, y: Float64Array, n: number): Float64Array<ArrayBuffer> {
  const product = matmulP.kernel([wrap([n, n], "float64", x), wrap([n, n], "float64", y)], null);
  return Float64Array.from(product.data);
}

function identityOf(n: number): Float64Array {
  const eye = new Float64Array(n * n);
  for (let i = 0; i < n; i++) eye[i * n + i] = 1;
  return eye;
}

/** The largest sum of magnitudes of a column. */
function norm1(a: ArrayLike<number>, n: number): number {
  let largest = 0;
  for (let j = 0; j < n; j++) {
    let total = 0;
    for (let i = 0; i < n; i++) total += Math.abs(a[i * n + j]);
    largest = Math.max(largest, total);
  }
  return largest;
}
