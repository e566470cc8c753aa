/** One hue a letter, in every picture the same unless two letters want one; letters that meet are told by it, and by the letter. */
import type { ShapesPayload } from "./payload.ts";

const hues = ["forward", "prediction", "parameter", "loss", "data", "backward"] as const;

export function huesOf({ operands }: ShapesPayload): ReadonlyMap<string, string> {
  const letters = new Set(operands.flatMap(({ axes }) => axes.flatMap((axis) => axis?.letter ?? [])));
  const taken = new Set<number>();
  const given = new Map<string, string>();
  for (const letter of letters) {
    // "i" comes first, so that products look alike.
    const wanted = (letter.charCodeAt(0) - 105 + 26 * hues.length) % hues.length;
    const free = hues.map((_, step) => (wanted + step) % hues.length).find((at) => !taken.has(at)) ?? wanted;
    taken.add(free);
    given.set(letter, `var(--${hues[free]})`);
  }
  return given;
}
