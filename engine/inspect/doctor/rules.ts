/** What one run shows: a rule an illness. Each has a test that provokes it and one in which it stays silent. */
import type { Tensor } from "../../core/tensor.ts";
import { upstream, type Node } from "../../transforms/tape.ts";
import type { Checkup, Parameter } from "./checkup.ts";
import { finding, percent, say, type Finding } from "./finding.ts";

export type Rule = (checkup: Checkup) => Finding[];

const isFine = (x: Tensor) => x.data.every((value) => Number.isFinite(value));

const rms = ({ data }: Tensor): number => {
  let sum = 0;
  for (const x of data) sum += x * x;
  return data.length === 0 ? 0 : Math.sqrt(sum / data.length);
};

/** The first operation whose inputs were finite and whose result, or derivative, is not. */
const notFinite: Rule = ({ nodes, flows, sourceOf }) => {
  const made = nodes.find(
    ({ primitive, output, inputs }) => primitive !== null && !isFine(output) && inputs.every(isFine),
  );
  if (made !== undefined) {
    const what = made.output.data.some((value) => Number.isNaN(value)) ? "NaN" : "infinity";
    const numbers = `${made.primitive!.name} of ${made.inputs.map(offending(made)).join(" and ")} is ${what}`;
    return [
      finding(
        "notFinite",
        "error",
        { op: made.primitive!.name, source: sourceOf(made) },
        `The first ${what} is made here: ${numbers}.`,
        waysOut[made.primitive!.name] ?? "Keep its input in the range where it is finite.",
      ),
    ];
  }
  const lost = flows.find(
    ({ cotangent, contributions }) =>
      isFine(cotangent) && contributions.some((each) => each !== null && !isFine(each)),
  );
  if (lost === undefined) return [];
  const name = lost.node.primitive!.name;
  return [
    finding(
      "notFinite",
      "error",
      { op: name, source: sourceOf(lost.node) },
      `The values are finite; the derivative of ${name} here is not.`,
      `${waysOut[name] ?? "Its slope is infinite at this input."} In a \`where\`, the branch that is not taken still has a derivative: choose a safe input for it first.`,
    ),
  ];
};

const waysOut: Readonly<Record<string, string>> = {
  log: "log needs numbers above 0: take logSoftmax or log1p, or clip from below.",
  div: "Something is divided by 0: add a small number below, or choose with `where` before dividing.",
  sqrt: "sqrt needs numbers that are not negative, and its slope at 0 is infinite: add a small number inside.",
  exp: "exp passes the largest float at 88: take logsumexp, or subtract the maximum first.",
  pow: "A power of a negative number, or a negative power of 0, has no value here.",
};

/** The first element of an input that led to what is not finite. */
const offending =
  ({ output }: Node) =>
  (x: Tensor): string => {
    const at = output.data.findIndex((y) => !Number.isFinite(y));
    if (x.size === 1) return say(x.data[0]);
    return x.size === output.size ? say(x.data[at]) : `a ${x.dtype}[${x.shape.join(", ")}]`;
  };

/** No path leads from the loss to a parameter; where one was cut, the place. */
const detached: Rule = ({ parameters, cuts }) =>
  parameters
    .filter(({ gradient }) => gradient === null)
    .map((parameter) => {
      const cut = cuts.find(({ nodes }) => upstream(...nodes).includes(parameter.node));
      if (cut === undefined) {
        return finding(
          "detached",
          "warning",
          { parameter: parameter.name },
          `No gradient reaches \`${parameter.name}\`: the loss does not use it.`,
          "Use it on the way to the loss, or take it out of the parameters.",
        );
      }
      const line = cut.source === null ? "" : ` on line ${cut.source.line}`;
      return finding(
        "detached",
        "error",
        { parameter: parameter.name, op: cut.how, source: cut.source },
        `No gradient reaches \`${parameter.name}\`: \`${cut.how}\`${line} cut it.`,
        cut.how.startsWith(".")
          ? "A number that is read out of a tensor has no history: compute with the tensor itself."
          : "It has no derivative, or none on purpose: take a soft version of it, or a straight-through estimate.",
      );
    });

/** Connected, and yet nothing changes with it. */
const flat: Rule = ({ parameters }) => {
  const still = parameters.filter(({ gradient }) => gradient?.data.every((x) => x === 0) === true);
  if (still.length === 0) return [];
  const [{ name }] = still;
  const who = still.length === 1 ? `\`${name}\`` : `\`${name}\` and ${still.length - 1} more`;
  return [
    finding(
      "flat",
      "warning",
      { parameter: name },
      `The gradient of ${who} is exactly 0 in every element: a step changes nothing.`,
      "The loss is flat here: a relu that is off, a rounding, a clip, or a symmetric start (all weights 0).",
    ),
  ];
};

/** Weights, in the order in which the loss uses them; biases follow what their weights do. */
function weights({ parameters, nodes }: Checkup): (Parameter & { gradient: Tensor })[] {
  const firstUse = (parameter: Parameter) =>
    nodes.findIndex(({ parents }) => parents.includes(parameter.node));
  return parameters
    .filter(
      (each): each is Parameter & { gradient: Tensor } =>
        each.gradient !== null && each.value.shape.length >= 2 && rms(each.gradient) > 0,
    )
    .toSorted((a, b) => firstUse(a) - firstUse(b));
}

/** As many times smaller as a float32 still adds to a weight of the other's size. */
const VANISHED = 1e-5;
/** A gradient so many times its weight moves it anywhere. */
const EXPLODED = 1e3;

/** Gradients that shrink on their way back through layers, or through the turns of a loop. */
const vanishing: Rule = (seen) => {
  const layers = weights(seen);
  const largest = Math.max(0, ...layers.map(({ gradient }) => rms(gradient)));
  const small = layers.filter(({ gradient }) => rms(gradient) < VANISHED * largest);
  if (layers.length >= 3 && small.length > 0) {
    const [first] = small;
    const last = layers.find(({ gradient }) => rms(gradient) === largest)!;
    return [
      finding(
        "vanishing",
        "warning",
        { parameter: first.name },
        `The gradient shrinks from ${say(largest)} at \`${last.name}\` to ${say(rms(first.gradient))} at \`${first.name}\`: ${small.length} of ${layers.length} layers hardly learn.`,
        "Residual connections, an initialisation that fits the activation (Glorot for tanh, He for relu), or normalisation keep it alive.",
      ),
    ];
  }
  return throughLoops(seen).flatMap(({ source, turns, first, last }) =>
    first < VANISHED * last
      ? [
          finding(
            "vanishing",
            "warning",
            { source },
            `Through the ${turns} turns of this loop the gradient shrinks from ${say(last)} to ${say(first)}: early turns hardly count.`,
            "Gates or residual connections carry it through; fewer turns do too.",
          ),
        ]
      : [],
  );
};

const exploding: Rule = (seen) => {
  const huge = weights(seen).filter(
    ({ value, gradient }) => rms(gradient) > EXPLODED * Math.max(1, rms(value)),
  );
  const cure = "Clip the gradient by its norm, start with smaller weights, or normalise between layers.";
  if (huge.length > 0) {
    const [{ name, value, gradient }] = huge;
    const message = `The gradient of \`${name}\` is ${say(rms(gradient))} where its numbers are ${say(rms(value))}: one step throws it away.`;
    return [finding("exploding", "warning", { parameter: name }, message, cure)];
  }
  return throughLoops(seen).flatMap(({ source, turns, first, last }) =>
    first > EXPLODED * last
      ? [
          finding(
            "exploding",
            "warning",
            { source },
            `Through the ${turns} turns of this loop the gradient grows from ${say(last)} to ${say(first)}.`,
            `${cure} A chaotic loop has no useful gradient over many turns: shorten it.`,
          ),
        ]
      : [],
  );
};

/** Loops shorter than this say nothing about growth. */
const FEW_TURNS = 5;

/** How large the gradient is at the end of a loop's first turn and of its last. */
function throughLoops({ nodes, groups, groupOf, cotangents }: Checkup) {
  const loops = groups.filter(({ kind, count }) => kind === "loop" && (count ?? 0) >= FEW_TURNS);
  return loops.flatMap(({ id, count, source }) => {
    const turns = new Map<number, Node>();
    nodes.forEach((node) => {
      const turn = turnOf(groupOf.get(node) ?? null, id);
      // The last one of a turn is what it hands on; in a loop of single operations each is a turn.
      if (turn !== null) turns.set(turn === id ? -1 - turns.size : turn, node);
    });
    const sizes = [...turns.values()]
      .map((node) => cotangents.get(node))
      .map((x) => (x === undefined ? 0 : rms(x)));
    const flowing = sizes.filter((size) => size > 0 && Number.isFinite(size));
    if (flowing.length < FEW_TURNS) return [];
    return [{ source, turns: count ?? 0, first: flowing[0], last: flowing[flowing.length - 1] }];
  });

  /** The loop's own child that a group lies in; the loop itself where an operation lies in it directly. */
  function turnOf(group: number | null, loop: number): number | null {
    for (let at = group; at !== null; at = groups[at].parent) {
      if (at === loop) return loop;
      if (groups[at].parent === loop) return at;
    }
    return null;
  }
}

/** As many examples as it takes to say that a unit never fires. */
const ENOUGH = 8;

/** Units of a relu that are off for every example. */
const deadRelu: Rule = ({ nodes, sourceOf }) =>
  nodes.flatMap((node) => {
    const { output, primitive } = node;
    if (primitive?.name !== "relu" || output.size === 0) return [];
    const units = output.shape.at(-1) ?? 1;
    const examples = output.size / units;
    if (examples < ENOUGH) return [];
    const alive = new Set<number>();
    output.data.forEach((y, at) => y > 0 && alive.add(at % units));
    const dead = units - alive.size;
    if (dead / units <= 0.4) return [];
    return [
      finding(
        "deadRelu",
        "warning",
        { op: "relu", source: sourceOf(node) },
        `${dead} of ${units} units of this relu are 0 for all ${examples} examples: no gradient passes them.`,
        "A lower learning rate, smaller weights or biases above 0 keep them on; leakyRelu lets a little through.",
      ),
    ];
  });

/** Flat ends: what a squashing function does to large inputs. */
const saturated: Rule = ({ nodes, sourceOf }) =>
  nodes.flatMap((node) => {
    const name = node.primitive?.name;
    if ((name !== "tanh" && name !== "logistic") || node.output.size < ENOUGH) return [];
    const [low, high] = name === "tanh" ? [-0.99, 0.99] : [0.01, 0.99];
    const { data } = node.output;
    const share = data.filter((y) => y < low || y > high).length / data.length;
    if (share < 0.9) return [];
    return [
      finding(
        "saturated",
        "warning",
        { op: name, source: sourceOf(node) },
        `${percent(share)} of what this ${name === "tanh" ? "tanh" : "sigmoid"} gives lies at its flat ends, where the slope is near 0.`,
        "Smaller weights or normalised inputs bring it back to where it bends.",
      ),
    ];
  });

/** So far below the largest logit a class has no gradient in float32 worth the name. */
const FAR_BELOW = 25;

/** Logits so far apart that all but one probability are 0, while the loss says that this is wrong. */
const saturatedSoftmax: Rule = ({ nodes, loss, sourceOf }) => {
  if (!(loss.data[0] > 0.5)) return [];
  const found = nodes.find(({ primitive, output, inputs }) => {
    if (primitive?.name !== "exp" || output.shape.length === 0) return false;
    const [x] = inputs;
    const width = x.shape.at(-1) ?? 1;
    const rows = x.size / width;
    if (width < 2 || rows < 1) return false;
    let far = 0;
    for (let row = 0; row < rows; row++) {
      const logits = x.data.slice(row * width, (row + 1) * width);
      const top = Math.max(...logits);
      // Shifted by its maximum, as a stable softmax is; and every other class is far below.
      if (top === 0 && logits.filter((z) => z > -FAR_BELOW).length === 1) far += 1;
    }
    return far / rows >= 0.5;
  });
  if (found === undefined) return [];
  return [
    finding(
      "saturatedSoftmax",
      "warning",
      { op: "softmax", source: sourceOf(found) },
      `In most rows of this softmax one class has all of the probability and the others lie more than ${FAR_BELOW} below: they get no gradient, and the loss is ${say(loss.data[0])}.`,
      "Scale the logits down: smaller last weights, normalised features, or a temperature above 1.",
    ),
  ];
};

/** In the order in which they explain each other: a NaN explains everything after it. */
export function examine(seen: Checkup): Finding[] {
  const broken = notFinite(seen);
  if (broken.length > 0) return broken;
  const rules = [detached, deadRelu, saturated, saturatedSoftmax, vanishing, exploding];
  const found = rules.flatMap((rule) => rule(seen));
  return found.length > 0 ? found : flat(seen);
}
