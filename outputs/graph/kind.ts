/** The computation graph of a function at one point: `graph(f)(x)`, or what the engine's `inspect.graph` gave. */
import type { OutputKind } from "../kind.ts";
import { type ComputationGraph, graph, GraphFigure, payloadOf } from "./make.ts";
import type { GraphPayload } from "./payload.ts";

const graphKind: OutputKind<GraphPayload> = {
  kind: "graph",
  priority: 80,
  matches: (value) => value instanceof GraphFigure || isGraph(value),
  encode: (value) =>
    value instanceof GraphFigure ? value.payload : payloadOf(value as ComputationGraph, null),
  provide: () => ({ graph }),
};
export default graphKind;

const isGraph = (value: unknown): value is ComputationGraph =>
  typeof value === "object" &&
  value !== null &&
  ["nodes", "edges", "output"].every((key) => Object.hasOwn(value, key)) &&
  Array.isArray((value as ComputationGraph).nodes);
