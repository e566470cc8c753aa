/** The computation graph of a function at one point: `graph(f)(x)`, or what the engine's `inspect.graph` gave. */
import { figureKind } from "../figure.ts";
import type { OutputKind } from "../kind.ts";
import { type ComputationGraph, graphIn, payloadOf } from "./make.ts";
import type { GraphPayload } from "./payload.ts";

const figures = figureKind<GraphPayload>("graph", (context) => ({ graph: graphIn(context) }));

const graphKind: OutputKind<GraphPayload> = {
  ...figures,
  matches: (value) => figures.matches(value) || isGraph(value),
  encode: (value) => (isGraph(value) ? payloadOf(value, null) : figures.encode(value)),
};
export default graphKind;

const isGraph = (value: unknown): value is ComputationGraph =>
  typeof value === "object" &&
  value !== null &&
  ["nodes", "edges", "groups", "output"].every((key) => Object.hasOwn(value, key)) &&
  Array.isArray((value as ComputationGraph).nodes);
