/** x with A x = b for a triangular A, or with its transpose. */
import { bind } from "../core/bind.ts";
import { allocate, floatingTypes } from "../core/dtype.ts";
import { define, type Primitive } from "../core/primitive.ts";
import { sizeOf } from "../core/shape.ts";
import { wrap, type Tensor } from "../core/tensor.ts";
import { add, neg } from "./arithmetic.ts";
import { batchSolve, eachMatrix, masked, product, turned } from "./matrices.ts";

interface TriangularParams {
  readonly lower: boolean;
  /** Solves with the transpose of A. */
  readonly transposed: boolean;
  /** Takes the diagonal for ones, whatever stands there. */
  readonly unit: boolean;
}

/** a [..., n, n] and b [..., n, m] to x [..., n, m]; the other triangle of a is not read. */
export const triangularSolveP: Primitive<TriangularParams> = define<TriangularParams>({
  name: "triangularSolve",
  maths: { value: "A^{-1} b", partials: [] },
  dtypes: floatingTypes,
  elementwise: false,
  form: ([, b]) => b,
  kernel: ([a, b], { lower, transposed, unit }) => {
    const [n, m] = b.shape.slice(-2);
    const [matrix, right] = [a.data, b.data];
    const out = allocate(b.dtype, b.size);
    const x = new Float64Array(n * m);
    // The transpose of a lower triangle is solved from below.
    const forward = lower !== transposed;
    eachMatrix(b, (start, index) => {
      const base = index * n * n;
      for (let step = 0; step < n; step++) {
        const i = forward ? step : n - 1 - step;
        for (let c = 0; c < m; c++) x[i * m + c] = right[start + i * m + c];
        for (let before = 0; before < step; before++) {
          const j = forward ? before : n - 1 - before;
          const factor = matrix[base + (transposed ? j * n + i : i * n + j)];
          if (factor !== 0) for (let c = 0; c < m; c++) x[i * m + c] -= factor * x[j * m + c];
        }
        const pivot = unit ? 1 : matrix[base + i * n + i];
        for (let c = 0; c < m; c++) x[i * m + c] /= pivot;
      }
      out.set(x, start);
    });
    return wrap(b.shape, b.dtype, out);
  },
  derivative: {
    type: "both",
    jvp([a], x, [da, db], params) {
      const moved = da === null ? null : neg(product(operator(da, params), x));
      const right = moved === null ? db : db === null ? moved : add(db, moved);
      return right === null ? null : triangularSolve(a, right, params);
    },
    vjp([a], x, ct, params) {
      const right = triangularSolve(a, ct, { ...params, transposed: !params.transposed });
      const outer = params.transposed ? product(x, turned(right)) : product(right, turned(x));
      return [neg(triangle(outer, params)), right];
    },
  },
  batch: (inputs, axes, params, size) =>
    batchSolve(inputs, axes, size, (a, b) => triangularSolve(a, b, params)),
  cost: ([, b]) => sizeOf(b.shape) * b.shape[b.shape.length - 2],
  laws: [true, false].flatMap((lower) =>
    [true, false].flatMap((transposed) => [
      {
        shapes: [
          [3, 3],
          [3, 2],
        ],
        domain: [
          [0.5, 1.5],
          [-1, 1],
        ] as const,
        params: { lower, transposed, unit: transposed },
      },
      {
        shapes: [
          [7, 7],
          [7, 2],
        ],
        domain: [
          [0.5, 1.5],
          [-1, 1],
        ] as const,
        params: { lower, transposed, unit: false },
      },
      {
        shapes: [
          [0, 0],
          [0, 2],
        ],
        params: { lower, transposed, unit: false },
      },
      {
        shapes: [
          [2, 1, 1],
          [2, 1, 3],
        ],
        domain: [
          [0.5, 1.5],
          [-1, 1],
        ] as const,
        params: { lower, transposed, unit: false },
      },
    ]),
  ),
});

/** The part of a matrix that the solve reads. */
function triangle(x: Tensor, { lower, unit }: TriangularParams): Tensor {
  return masked(x, (i, j) => (i === j ? !unit : i > j === lower));
}

function operator(x: Tensor, params: TriangularParams): Tensor {
  const part = triangle(x, params);
  return params.transposed ? turned(part) : part;
}

export function triangularSolve(a: Tensor, b: Tensor, params: TriangularParams): Tensor {
  return bind(triangularSolveP, [a, b], params);
}

/** x with x A = b: the solve from the other side. */
export function solveFromRight(a: Tensor, b: Tensor, params: TriangularParams): Tensor {
  return turned(triangularSolve(a, turned(b), { ...params, transposed: !params.transposed }));
}
