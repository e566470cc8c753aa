/** A computation graph with its values, its cotangents and the local derivative on every edge. */
import * as v from "valibot";
import { count } from "../arrays.ts";
import { place } from "../place.ts";
import { tensorSummary } from "../tensor/payload.ts";

export const MOST_NODES = 8000;
/** Lines of a program that are shown. */
export const MOST_LINES = 600;

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
  /** The innermost group that holds it; null where it stands in the function itself. */
  group: v.nullable(count),
  /** Which of the arguments' numbers and tensors it is; null where it is none. */
  leaf: v.nullable(count),
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

/** What one call made, or one turn of a loop. */
const graphGroup = v.object({
  id: count,
  parent: v.nullable(count),
  kind: v.picklist(["call", "library", "loop", "turn"]),
  label: v.string(),
  place: v.nullable(place),
});
export type GraphGroup = v.InferOutput<typeof graphGroup>;

const program = v.object({
  title: v.string(),
  head: v.string(),
  lines: v.pipe(
    v.array(
      v.object({ text: v.string(), place: v.nullable(place), pass: v.picklist(["forward", "backward"]) }),
    ),
    v.maxLength(MOST_LINES),
  ),
  last: v.string(),
});
export type ProgramShown = v.InferOutput<typeof program>;

const graphPayload = v.pipe(
  v.object({
    /** The control by which its inputs are changed; null where it was made outside of a cell. */
    id: v.nullable(v.string()),
    /** The inputs that the learner has changed, by leaf, in row-major order. */
    edited: v.record(v.string(), v.array(v.number())),
    groups: v.pipe(v.array(graphGroup), v.maxLength(MOST_NODES)),
    /** As it runs, with a tangent pushed forward, and with a cotangent pulled back; else why there are none. */
    programs: v.union([v.pipe(v.array(program), v.maxLength(3)), v.string()]),
    /** In forward order; `id` is the index. */
    nodes: v.pipe(v.array(graphNode), v.minLength(1), v.maxLength(MOST_NODES)),
    edges: v.pipe(v.array(graphEdge), v.maxLength(MOST_NODES * 4)),
    output: count,
    /** What the function is called; null where it has no name. */
    name: v.nullable(v.string()),
  }),
  v.check(
    ({ nodes, edges, groups, output }) =>
      nodes.every(({ id, group }, index) => id === index && (group === null || group < groups.length)) &&
      groups.every(({ id, parent }, index) => id === index && (parent === null || parent < index)) &&
      output < nodes.length &&
      edges.every(({ from, to }) => from < to && to < nodes.length),
    "expected nodes in forward order, edges between them, and each group before what it holds",
  ),
);
export type GraphPayload = v.InferOutput<typeof graphPayload>;

export default graphPayload;
