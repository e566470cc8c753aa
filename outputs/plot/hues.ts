/** One hue for one meaning: a series called "gradient norm" is drawn as gradients are everywhere else, colour and dash. */

export const hues = ["forward", "backward", "parameter", "loss", "prediction", "data"] as const;
export type Hue = (typeof hues)[number];

const meanings: readonly [RegExp, Hue][] = [
  [/grad|cotangent|backward|adjoint/i, "backward"],
  [/loss|cost|error|entropy|nll/i, "loss"],
  [/predict|accura|learned|probabilit|model|score/i, "prediction"],
  [/param|weight|bias|rate/i, "parameter"],
  [/data|target|truth|observ|sample/i, "data"],
];

/** In order of use, for series whose names say nothing. */
const others: readonly Hue[] = ["forward", "prediction", "parameter", "loss", "backward", "data"];

/** The hue of each name: one name has one, and no two names share one while there are enough. */
export function huesOf(names: readonly string[]): Hue[] {
  const distinct = [...new Set(names)];
  const given = new Map(distinctHues(distinct).map((hue, at) => [distinct[at], hue]));
  return names.map((name) => given.get(name) ?? "forward");
}

function distinctHues(names: readonly string[]): Hue[] {
  const meant = names.map((name) => meanings.find(([pattern]) => pattern.test(name))?.[1]);
  const taken = new Set(meant);
  const free = others.filter((hue) => !taken.has(hue));
  const used = new Set<Hue>();
  return meant.map((hue) => {
    if (hue !== undefined && !used.has(hue)) {
      used.add(hue);
      return hue;
    }
    const next = free.shift() ?? hue ?? "forward";
    used.add(next);
    return next;
  });
}

/** Never colour alone. */
export const dashOf: Record<Hue, string> = {
  forward: "solid",
  backward: "dash",
  parameter: "longdash",
  loss: "solid",
  prediction: "dot",
  data: "solid",
};

/** Marks of points, in the same spirit. */
export const symbolOf: Record<Hue, string> = {
  forward: "circle",
  backward: "diamond",
  parameter: "square",
  loss: "triangle-up",
  prediction: "cross",
  data: "circle-open",
};
