/** A step of the walk in words and in formulas: the caption of the figure, and its text alternative. */
import { counted, formatNumber, formatShape } from "../format.ts";
import type { TensorSummary } from "../tensor/payload.ts";
import type { Shown } from "./fold.ts";
import type { GraphEdge } from "./payload.ts";
import { gathered, momentAt, sharesOf, type Step } from "./steps.ts";

/** As many numbers as are written out in a line. */
const MOST = 4;

/** Few enough numbers to be written in a line. */
const isWritten = ({ values, shape }: TensorSummary) =>
  values !== null && (values.length === 1 || (values.length <= MOST && shape.length < 2));

/** `6`, `[2, 4, 6]`, or the shape where numbers would be too many. */
export function short(summary: TensorSummary, digits = 4): string {
  const { values, shape, dtype } = summary;
  if (values === null || !isWritten(summary)) return formatShape(shape);
  const list = [...values].map((x) => (dtype === "bool" ? String(x !== 0) : formatNumber(x, digits)));
  return shape.length === 1 ? `[${list.join(", ")}]` : list[0];
}

/** One name a node: its label, or its operation, numbered where there are several: `mul₂`. */
const namesOf = (graph: Shown): string[] => numbered(graph, spoken);

/** The same, short enough for a box: `×₂`. */
export const titlesOf = (graph: Shown): string[] => numbered(graph, (op) => symbols[op] ?? spoken(op));

const symbols: Readonly<Record<string, string>> = { add: "+", sub: "−", mul: "×", div: "÷", sum: "Σ" };

/** As the learner wrote it: `x.pow(2)` binds a primitive of its own. */
const spoken = (op: string): string => (op === "integerPow" ? "pow" : op);

function numbered({ nodes }: Shown, name: (op: string) => string): string[] {
  // Inputs and constants go by their own names; several operations, or groups, of one name are counted.
  const shared = ({ label, op, kind }: Shown["nodes"][number]) =>
    label === null ? name(op) : kind === "group" ? label : null;
  const uses = new Map<string, number>();
  for (const node of nodes) {
    const called = shared(node);
    if (called !== null) uses.set(called, (uses.get(called) ?? 0) + 1);
  }
  const seen = new Map<string, number>();
  return nodes.map((node) => {
    const called = shared(node);
    if (called === null) return node.label ?? "";
    const nth = (seen.get(called) ?? 0) + 1;
    seen.set(called, nth);
    return called + ((uses.get(called) ?? 0) > 1 && !/\d$/.test(called) ? subscript(nth) : "");
  });
}

const digits = "₀₁₂₃₄₅₆₇₈₉";
const subscript = (n: number) => String(n).replace(/\d/g, (digit) => digits[Number(digit)]);

export interface Words {
  readonly title: string;
  /** KaTeX, or null where there is nothing to write. */
  readonly maths: string | null;
  /** Numbers put in: `1 × −3 = −3`. Parts carry their hue. */
  readonly numbers: readonly Part[];
  readonly note: string | null;
}
export interface Part {
  readonly text: string;
  readonly hue: "forward" | "backward" | null;
  /** What the number is: `upstream`, `local`. */
  readonly role?: string;
}

const plain = (text: string): Part => ({ text, hue: null });

export function wordsOf(graph: Shown, steps: readonly Step[], at: number): Words {
  const step = steps[at];
  const names = namesOf(graph);
  switch (step.type) {
    case "start":
      return {
        title: "What is given",
        maths: null,
        numbers: graph.nodes
          .filter((node) => node.kind === "input")
          .slice(0, 6)
          .map((node) => ({ text: short(node.value), hue: "forward" as const, role: names[node.id] })),
        note: "Step forward: each operation gets its value from those before it.",
      };
    case "forward":
      return forwardWords(graph, names, step.node);
    case "seed":
      return {
        title: "Turn round",
        maths: String.raw`\frac{\partial\,${tex(names[graph.output])}}{\partial\,${tex(names[graph.output])}} = 1`,
        numbers: [],
        note: "The output changes one for one with itself. From here gradients flow back, edge by edge.",
      };
    case "backward":
      return backwardWords(graph, names, steps, at, step.edge);
    case "all":
      return allWords(graph, names);
  }
}

function forwardWords(graph: Shown, names: readonly string[], id: number): Words {
  const node = graph.nodes[id];
  const operands = graph.edges.filter((edge) => edge.to === id).toSorted((a, b) => a.argument - b.argument);
  return {
    title: `Forward: ${names[id]}`,
    maths: node.maths === null ? null : withNames(graph, id, node.maths),
    numbers: [
      ...operands.flatMap((edge, at): Part[] => [
        ...(at > 0 ? [plain(",")] : []),
        { text: short(graph.nodes[edge.from].value), hue: "forward", role: names[edge.from] },
      ]),
      plain("→"),
      { text: short(node.value), hue: "forward" },
    ],
    note:
      node.held === null
        ? null
        : `It holds ${counted(node.held, "operation")}: open it to walk through them.`,
  };
}

function backwardWords(
  graph: Shown,
  names: readonly string[],
  steps: readonly Step[],
  at: number,
  index: number,
): Words {
  const edge = graph.edges[index];
  const [from, to] = [names[edge.from], names[edge.to]];
  const upstream = graph.nodes[edge.to].cotangent;
  const local = edge.local && short(edge.local);
  return {
    title: `Back from ${to} to ${from}`,
    maths: derivative(graph, edge, from, to),
    numbers: [
      ...(upstream ? [{ text: short(upstream), hue: "backward" as const, role: "upstream" }] : []),
      ...(local === null
        ? [plain("→")]
        : [plain("×"), { text: local, hue: "forward" as const, role: "local" }, plain("=")]),
      ...(edge.contribution
        ? [{ text: short(edge.contribution), hue: "backward" as const, role: `to ${from}` }]
        : []),
    ],
    note: forkNote(graph, from, steps, at, edge.from),
  };
}

/**
 * The record's formula speaks of operands `x` and `y` and, in one of a single operand, of its result `y`: where these have
 * names of their own it speaks of those.
 */
export function withNames(graph: Shown, op: number, maths: string): string {
  const operands = graph.edges.filter((edge) => edge.to === op).toSorted((a, b) => a.argument - b.argument);
  const labels = operands.map(({ from }) => graph.nodes[from].label);
  // A nameless operand keeps its letter, which then must not be the other one's name.
  if (labels.includes(null) && labels.some((label) => label === "x" || label === "y")) return maths;
  const result = namesOf(graph)[op];
  const names: Record<string, string | null | undefined> = {
    x: labels[0],
    y: labels.length === 1 ? result : labels[1],
    z: result,
  };
  const roomy = maths.replace(/\\bar z/g, String.raw`\overline{z}`);
  return roomy.replace(/(?<![\\A-Za-z])[xyz](?![A-Za-z])/g, (letter) => {
    const name = names[letter];
    return name ? bracedTex(name) : letter;
  });
}

/** One letter or number needs no braces; a word does, so that `2x` and `x^2` stay what they are. */
function bracedTex(label: string): string {
  const inside = tex(label);
  return /^(?:[A-Za-z]|\d+(?:\.\d+)?)$/.test(inside) ? inside : `{${inside}}`;
}

/** Whether a formula is the number itself and need not be said twice. */
export const saysOnly = (maths: string, number: string) => maths.trim().replace("-", "−") === number;

/**
 * `∂p/∂a = b = −3` where the operation has a partial derivative at each number. A matrix product has none to write down: there
 * the formula is what flows back, `\bar W = X^\top \bar z`.
 */
function derivative(graph: Shown, edge: GraphEdge, from: string, to: string): string | null {
  const number = edge.local && short(edge.local);
  const formula =
    edge.localMaths === null ? number && tex(number) : withNames(graph, edge.to, edge.localMaths);
  if (formula === null) return null;
  if (formula.includes(String.raw`\overline`)) return String.raw`\overline{${tex(from)}} = ${formula}`;
  const said = number === null || saysOnly(formula, number);
  const sides = said ? [formula] : [formula, tex(number)];
  return [String.raw`\frac{\partial\,${tex(to)}}{\partial\,${tex(from)}}`, ...sides].join(" = ");
}

/** At a fork gradients add: say what was there, what came, and what it makes. */
function forkNote(
  graph: Shown,
  name: string,
  steps: readonly Step[],
  at: number,
  node: number,
): string | null {
  const uses = sharesOf(graph, node).length;
  if (uses < 2) return null;
  const before = gathered(graph, momentAt(graph, steps, at - 1), node);
  const after = gathered(graph, momentAt(graph, steps, at), node);
  const times = uses === 2 ? "twice" : `${uses} times`;
  if (before === null || after === null)
    return `${name} is used ${times}: what flows back along each path adds up.`;
  const step = steps[at];
  const came = step.type === "backward" ? graph.edges[step.edge].contribution : null;
  const sum = came ? `${short(before)} + ${bracketed(short(came))} = ${short(after)}` : short(after);
  return `${name} is used ${times}, so its gradients add: ${sum}.`;
}

const bracketed = (text: string) => (text.startsWith("−") ? `(${text})` : text);

function allWords(graph: Shown, names: readonly string[]): Words {
  const inputs = graph.nodes.filter((node) => node.kind === "input" && node.cotangent !== null);
  const many = inputs.some(({ cotangent }) => (cotangent?.values?.length ?? Infinity) > MOST);
  return {
    title:
      inputs.length > 0
        ? `How ${graph.name ?? names[graph.output]} changes with each input`
        : "The whole graph",
    maths: null,
    numbers: inputs.slice(0, 6).map((node) => ({
      text: node.cotangent ? short(node.cotangent) : "",
      hue: "backward" as const,
      role: names[node.id],
    })),
    note: many ? "Each gradient has the shape of what it belongs to." : null,
  };
}

/** The caption as one sentence for a list, or for a voice. */
export function sentence({ title, numbers, note }: Words): string {
  const row = numbers.map(({ text, role }) => (role === undefined ? text : `${role} ${text}`)).join(" ");
  return [`${title}.`, row === "" ? "" : `${row}.`, note ?? ""].filter((part) => part !== "").join(" ");
}

/** A name or number inside a formula: letters stay upright, nothing is a command. */
export function tex(text: string): string {
  const [, name, nth] = /^(.*?)([₀-₉]*)$/s.exec(text) ?? [text, text, ""];
  if (nth !== "") return `${tex(name)}_{${nth.replace(/./g, (digit) => String(digits.indexOf(digit)))}}`;
  if (/^[A-Za-z]$|^[-−]?[\d.]+$/.test(text)) return text.replace("−", "-");
  const escaped = text.replace(/[\\{}$&#^_%~]/g, (sign) => (sign === "_" ? String.raw`\_` : ""));
  return String.raw`\text{${escaped}}`;
}
