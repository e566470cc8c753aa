/** LU factors with partial pivoting. */
import { bind, bindMany } from "../core/bind.ts";
import { allocate, floatingTypes, type Data } from "../core/dtype.ts";
import { defineMany, type ManyPrimitive } from "../core/primitive.ts";
import { sizeOf, type Shape } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { add, eq } from "./arithmetic.ts";
import { convert } from "./convert.ts";
import { eachMatrix, identity, masked, product, strictlyLower, turned, upper } from "./matrices.ts";
import { sliceP, unsliceP } from "./slice.ts";
import { toFront } from "./transpose.ts";
import { solveFromRight, triangularSolve } from "./triangular-solve.ts";
import { broadcastTo } from "./sum.ts";
import { reshape } from "./reshape.ts";

const unitLower = { lower: true, transposed: false, unit: true };
const plainUpper = { lower: false, transposed: false, unit: false };

/**
 * a [..., m, n] to [LU, order]: L below the diagonal (its ones left out) and U on and above it in one [..., m, n], and int32
 * [..., m], the rows of a in the order in which L U has them.
 * Sources: Golub & Van Loan 2013, 3.4; derivative as in JAX, Lu 2021
 */
export const luP: ManyPrimitive<null> = defineMany<null>({
  name: "lu",
  maths: { value: "P A = L U", partials: [] },
  dtypes: floatingTypes,
  forms: ([a]) => [a, { shape: a.shape.slice(0, -1), dtype: "int32" }],
  kernel: ([a]) => {
    const [m, n] = a.shape.slice(-2);
    const out = allocate(a.dtype, a.size);
    const order = new Int32Array(sizeOf(a.shape.slice(0, -1)));
    eachMatrix(a, (start, index) => {
      const { lu, rows } = eliminated(a.data.subarray(start, start + m * n), m, n);
      order.set(rows, index * m);
      out.set(lu, start);
    });
    return [wrap(a.shape, a.dtype, out), wrap(a.shape.slice(0, -1), "int32", order)];
  },
  jvp(inputs, [da], params) {
    const [lu, order] = bindMany(luP, inputs, params);
    if (da === null) return { outputs: [lu, order], tangents: [null, null] };
    const [l, u] = squareFactors(lu);
    const inner = solveFromRight(
      u,
      triangularSolve(l, product(permutation(order, da.dtype), da), unitLower),
      plainUpper,
    );
    const tangent = add(product(l, strictlyLower(inner)), product(upper(inner), u));
    return { outputs: [lu, order], tangents: [tangent, null] };
  },
  vjp(_inputs, [lu, order], [ct]) {
    if (ct === null) return [null];
    const [l, u] = squareFactors(lu);
    const inner = add(strictlyLower(product(turned(l), ct)), upper(product(ct, turned(u))));
    const right = solveFromRight(u, inner, { ...plainUpper, transposed: true });
    const left = triangularSolve(l, right, { ...unitLower, transposed: true });
    return [product(turned(permutation(order, ct.dtype)), left)];
  },
  batch: ([a], [axis], params) => ({ outputs: bindMany(luP, [toFront(a, axis!)], params), axes: [0, 0] }),
  cost: ([a]) => (2 / 3) * sizeOf(a.shape) * Math.min(...a.shape.slice(-2)),
  laws: [
    [3, 3],
    [1, 1],
    [2, 2, 2],
    [4, 2],
    [2, 4],
    [7, 7],
    [0, 0],
  ].map((shape) => ({
    shapes: [shape],
    params: null,
  })),
});

/** Gaussian elimination; the largest of each column comes first (the first of equals). */
export function eliminated(a: Data, m: number, n: number): { lu: Float64Array; rows: Int32Array } {
  const lu = Float64Array.from(a);
  const rows = Int32Array.from({ length: m }, (_, i) => i);
  for (let k = 0; k < Math.min(m, n); k++) {
    let best = k;
    for (let i = k + 1; i < m; i++) if (Math.abs(lu[i * n + k]) > Math.abs(lu[best * n + k])) best = i;
    if (best !== k) {
      for (let j = 0; j < n; j++) [lu[k * n + j], lu[best * n + j]] = [lu[best * n + j], lu[k * n + j]];
      [rows[k], rows[best]] = [rows[best], rows[k]];
    }
    const pivot = lu[k * n + k];
    // A column of zeros has nothing to eliminate.
    if (pivot === 0) continue;
    for (let i = k + 1; i < m; i++) {
      const factor = (lu[i * n + k] /= pivot);
      if (factor !== 0) for (let j = k + 1; j < n; j++) lu[i * n + j] -= factor * lu[k * n + j];
    }
  }
  return { lu, rows };
}

/** L [..., m, m] and U [..., n, n], filled up with the identity where a is not square. */
function squareFactors(lu: Tensor): [Tensor, Tensor] {
  const [m, n] = lu.shape.slice(-2);
  const lead = lu.shape.slice(0, -2);
  const k = Math.min(m, n);
  const l = add(padded(strictlyLower(cut(lu, m, k)), m, m), identity(m, lead, lu.dtype));
  const rest = masked(identity(n, lead, lu.dtype), (i) => i >= k);
  return [l, add(padded(upper(cut(lu, k, n)), n, n), rest)];
}

/** The first m rows and n columns. */
export function cut(x: Tensor, m: number, n: number): Tensor {
  const lead = x.shape.slice(0, -2);
  if (x.shape.at(-2) === m && x.shape.at(-1) === n) return x;
  return bind(sliceP, [x], {
    starts: x.shape.map(() => 0),
    sizes: [...lead, m, n],
    steps: x.shape.map(() => 1),
  });
}

function padded(x: Tensor, m: number, n: number): Tensor {
  if (x.shape.at(-2) === m && x.shape.at(-1) === n) return x;
  const shape: Shape = [...x.shape.slice(0, -2), m, n];
  return bind(unsliceP, [x], {
    starts: x.shape.map(() => 0),
    sizes: x.shape,
    steps: x.shape.map(() => 1),
    shape,
  });
}

/** The matrix that brings rows into this order: [..., m] to [..., m, m]. */
export function permutation(order: Tensor, dtype: Tensor["dtype"]): Tensor {
  const m = order.shape[order.shape.length - 1];
  const shape = [...order.shape, m];
  const columns = wrap(
    [m],
    "int32",
    Int32Array.from({ length: m }, (_, i) => i),
  );
  return convert(
    eq(broadcastTo(reshape(order, [...order.shape, 1]), shape), broadcastTo(columns, shape)),
    dtype,
  );
}
