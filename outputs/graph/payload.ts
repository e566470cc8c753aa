/** A computation graph with its values, its cotangents and the local derivative on every edge. */
import * as v from "valibot";
import { count } from "../arrays.ts";
import { place } from "../place.ts";
import { tensorSummary } from "../tensor/payload.ts";

export const MOST_NODES = 400;

const graphNode = v.object({
  id: count,
  kind: v.picklist(["input", "constant", "op"]),
  /** The primitive's name: `mul`, `matmul`. */
  op: v.string(),
  /** An argument's name or tree path, `params.w1`; a constant's own number. */
  label: v.nullable(v.string()),
  /** KaTeX of the operation, from the primitive's record. */
  maths: v.nullable(v.string()),
  value: tensorSummary,
  /** What has flowed back to it in the end; null where nothing depends on it. */
  cotangent: v.nullable(tensorSummary),
  place: v.nullable(place),
});
export type GraphNode = v.InferOutput<typeof graphNode>;

const graphEdge = v.object({
  from: count,
  to: count,
  /** Which argument of `to` it is. */
  argument: count,
  /** The partial derivative at these values, for elementwise operations. */
  local: v.nullable(tensorSummary),
  /** Its formula in KaTeX: `2x`, `W^\top`. */
  localMaths: v.nullable(v.string()),
  /** What flows back along this edge: cotangent of `to` times the local derivative. */
  contribution: v.nullable(tensorSummary),
});
export type GraphEdge = v.InferOutput<typeof graphEdge>;

const graphPayload = v.pipe(
  v.object({
    /** In forward order; `id` is the index. */
    nodes: v.pipe(v.array(graphNode), v.minLength(1), v.maxLength(MOST_NODES)),
    edges: v.pipe(v.array(graphEdge), v.maxLength(MOST_NODES * 4)),
    output: count,
    /** What the function is called; null where it has no name. */
    name: v.nullable(v.string()),
  }),
  v.check(
    ({ nodes, edges, output }) =>
      nodes.every((node, index) => node.id === index) &&
      output < nodes.length &&
      edges.every(({ from, to }) => from < to && to < nodes.length),
    "expected nodes in forward order and edges between them",
  ),
);
export type GraphPayload = v.InferOutput<typeof graphPayload>;

export default graphPayload;
