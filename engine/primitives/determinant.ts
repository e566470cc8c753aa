/** The determinant and its gradient, the cofactors, which exist where the inverse does not. */
import { bind } from "../core/bind.ts";
import { allocate, floatingTypes, type Data } from "../core/dtype.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { mul, sub } from "./arithmetic.ts";
import { eliminated } from "./lu.ts";
import { eachMatrix, identity, product, turned } from "./matrices.ts";
import { reshape } from "./reshape.ts";
import { solve } from "./solve.ts";
import { broadcastTo, sum } from "./sum.ts";
import { svdP } from "./svd.ts";
import { toFront } from "./transpose.ts";

const laws = [
  [3, 3],
  [1, 1],
  [2, 2, 2],
  [5, 5],
  [0, 0],
].map((shape) => ({ shapes: [shape], params: null }));

/** [..., n, n] to [...]. Sources: Golub & Van Loan 2013, 3.2; Giles 2008, 2.2.4 */
export const detP: Primitive<null> = define<null>({
  name: "det",
  maths: { value: String.raw`\det A`, partials: [String.raw`\operatorname{cof} A`] },
  dtypes: floatingTypes,
  elementwise: false,
  form: ([a]) => ({ shape: a.shape.slice(0, -2), dtype: a.dtype }),
  kernel: ([a]) => {
    const shape = a.shape.slice(0, -2);
    const out = allocate(a.dtype, sizeOf(shape));
    out.set(determinants(a));
    return wrap(shape, a.dtype, out);
  },
  derivative: {
    type: "both",
    jvp: ([a], _y, [da]) => (da === null ? null : inner(cofactors(a), da)),
    vjp: ([a], _y, ct) => [mul(spread(ct, a), cofactors(a))],
  },
  batch: ([a], [axis]) => ({ output: bind(detP, [toFront(a, axis!)], null), axis: 0 }),
  cost: ([a]) => (2 / 3) * sizeOf(a.shape) * a.shape[a.shape.length - 1],
  laws,
});

/**
 * Every entry's signed minor, from the singular values: cof A = det(U) det(V) U diag(products of the others) V^T, exact at singular
 * matrices too. Its own derivative is written with the inverse, so at singular ones it is not finite.
 */
export const cofactorsP: Primitive<null> = define<null>({
  name: "cofactors",
  maths: { value: String.raw`\operatorname{cof} A = \det(A)\, A^{-\top}`, partials: [] },
  dtypes: floatingTypes,
  elementwise: false,
  form: ([a]) => a,
  kernel: ([a]) => {
    const n = a.shape[a.shape.length - 1];
    const [u, s, v] = svdP.kernel([wrap(a.shape, "float64", Float64Array.from(a.data))], null);
    const [detU, detV] = [determinants(u), determinants(v)];
    const out = allocate(a.dtype, a.size);
    eachMatrix(a, (start, index) => {
      const others = productsOfOthers(s.data.subarray(index * n, (index + 1) * n));
      // Both are 1 or -1 but for rounding.
      const sign = Math.round(detU[index] * detV[index]);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          let total = 0;
          for (let k = 0; k < n; k++)
            total += u.data[start + i * n + k] * others[k] * v.data[start + j * n + k];
          out[start + i * n + j] = sign * total;
        }
      }
    });
    return wrap(a.shape, a.dtype, out);
  },
  derivative: {
    type: "both",
    jvp([a], c, [da]) {
      if (da === null) return null;
      const x = solve(turned(a), identity(a.shape[a.shape.length - 1], a.shape.slice(0, -2), a.dtype));
      return sub(mul(spread(inner(c, da), a), x), product(x, turned(da), c));
    },
    vjp([a], c, ct) {
      const x = solve(turned(a), identity(a.shape[a.shape.length - 1], a.shape.slice(0, -2), a.dtype));
      return [sub(mul(spread(inner(ct, x), a), c), product(c, turned(ct), x))];
    },
  },
  batch: ([a], [axis]) => ({ output: bind(cofactorsP, [toFront(a, axis!)], null), axis: 0 }),
  cost: ([a]) => 14 * sizeOf(a.shape) * a.shape[a.shape.length - 1],
  laws,
});

function determinants(a: Tensor): Float64Array {
  const n = a.shape[a.shape.length - 1];
  const found = new Float64Array(sizeOf(a.shape.slice(0, -2)));
  eachMatrix(a, (start, index) => {
    const { lu, rows } = eliminated(a.data.subarray(start, start + n * n), n, n);
    found[index] = signOf(rows);
    for (let i = 0; i < n; i++) found[index] *= lu[i * n + i];
  });
  return found;
}

/** 1 for an even permutation, -1 for an odd one: by sorting it in place. */
function signOf(order: Int32Array): number {
  let sign = 1;
  for (let i = 0; i < order.length; i++) {
    for (let place = order[i]; place !== i; place = order[i]) {
      [order[i], order[place]] = [order[place], place];
      sign = -sign;
    }
  }
  return sign;
}

function productsOfOthers(s: Data): Float64Array {
  const before = new Float64Array(s.length).fill(1);
  for (let i = 1; i < s.length; i++) before[i] = before[i - 1] * s[i - 1];
  let after = 1;
  for (let i = s.length - 1; i >= 0; i--) {
    before[i] *= after;
    after *= s[i];
  }
  return before;
}

const cofactors = (a: Tensor): Tensor => bind(cofactorsP, [a], null);

/** The sum of entries times entries, matrix by matrix. */
function inner(x: Tensor, y: Tensor): Tensor {
  const rank = x.shape.length;
  return sum(mul(x, y), [rank - 2, rank - 1]);
}

/** One number a matrix, as each of its entries. */
function spread(x: Tensor, like: Tensor): Tensor {
  return broadcastTo(reshape(x, [...x.shape, 1, 1]), like.shape);
}
