/** From a number to a colour of a heat-map. What is not a number has no place on the scale. */
import { mix, type Rgb } from "./theme.svelte.ts";

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** `ink`: paper to ink, for pictures. `light`: black to white, whatever the theme, for photographs. `value`: paper to a hue. `signed`: a hue on either side of zero. */
export type ScaleKind = "ink" | "light" | "value" | "signed";

export interface Palette {
  readonly paper: Rgb;
  readonly ink: Rgb;
  readonly above: Rgb;
  readonly below: Rgb;
}

const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];

export const scaleFor = ({ min, max }: Range): ScaleKind => (min < 0 && max > 0 ? "signed" : "value");

/** @returns null for NaN; infinities take the ends */
export function colourScale(kind: ScaleKind, range: Range, palette: Palette): (x: number) => Rgb | null {
  const { paper, ink, above, below } = palette;
  if (kind === "signed") {
    const reach = Math.max(Math.abs(range.min), Math.abs(range.max)) || 1;
    return (x) => {
      if (Number.isNaN(x)) return null;
      const share = Math.min(1, Math.abs(x) / reach);
      return mix(paper, x < 0 ? below : above, share);
    };
  }
  const [low, hue] = kind === "light" ? [black, white] : [paper, kind === "ink" ? ink : above];
  const width = range.max - range.min;
  return (x) => {
    if (Number.isNaN(x)) return null;
    // One number everywhere: nothing is paper, anything else the middle.
    const share = width > 0 ? (x - range.min) / width : x === 0 ? 0 : 0.5;
    return mix(low, hue, Math.min(1, Math.max(0, share)));
  };
}
