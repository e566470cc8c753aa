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

/** What a series is drawn with. */
export interface Look {
  readonly hue: Hue;
  readonly dash: string;
  readonly symbol: string;
}

/** The look of each name: one name has one, and no two names share one while there are enough. */
export function looksOf(names: readonly string[]): Look[] {
  const distinct = [...new Set(names)];
  const hues = distinctHues(distinct);
  const times = new Map<Hue, number>();
  const looks = hues.map((hue) => {
    const round = times.get(hue) ?? 0;
    times.set(hue, round + 1);
    return { hue, dash: at(dashesOf[hue], round), symbol: at(symbolsOf[hue], round) };
  });
  const given = new Map(distinct.map((name, i) => [name, looks[i]]));
  return names.map((name) => given.get(name) ?? looks[0]);
}

const at = <T>(list: readonly T[], round: number): T => list[round % list.length];

/** A hue by meaning, else the next free one; when all are taken they are used again, evenly. */
function distinctHues(names: readonly string[]): Hue[] {
  const meant = names.map((name) => meanings.find(([pattern]) => pattern.test(name))?.[1]);
  const taken = new Set(meant);
  const free = others.filter((hue) => !taken.has(hue));
  const used = new Set<Hue>();
  let again = 0;
  return meant.map((hue) => {
    const next =
      hue !== undefined && !used.has(hue) ? hue : (free.shift() ?? others[again++ % others.length]);
    used.add(next);
    return next;
  });
}

/** Never colour alone. The second and third are for series that share a hue with one before them. */
const dashesOf: Record<Hue, readonly string[]> = {
  forward: ["solid", "dashdot", "4px,2px"],
  backward: ["dash", "solid", "dot"],
  parameter: ["longdash", "dot", "solid"],
  loss: ["solid", "dash", "dot"],
  prediction: ["dot", "solid", "longdash"],
  data: ["solid", "dash", "dot"],
};

/** Marks of points, in the same spirit. */
const symbolsOf: Record<Hue, readonly string[]> = {
  forward: ["circle", "x", "star"],
  backward: ["diamond", "circle-open", "cross"],
  parameter: ["square", "triangle-down", "diamond-open"],
  loss: ["triangle-up", "square-open", "x"],
  prediction: ["cross", "star", "triangle-left"],
  data: ["circle-open", "diamond-open", "hexagon"],
};
