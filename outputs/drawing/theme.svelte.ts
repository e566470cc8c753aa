/** The page's colours as numbers, for what is painted rather than styled: canvases and Plotly. */
import { createSubscriber } from "svelte/reactivity";

const watch = createSubscriber((update) => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const contrast = matchMedia("(prefers-contrast: more)");
  const observer = new MutationObserver(update);
  // A theme or a mode is an attribute of the root: what it is called is the app's business.
  observer.observe(document.documentElement, { attributes: true });
  dark.addEventListener("change", update);
  contrast.addEventListener("change", update);
  return () => {
    observer.disconnect();
    dark.removeEventListener("change", update);
    contrast.removeEventListener("change", update);
  };
});

export type Rgb = readonly [red: number, green: number, blue: number];

/**
 * A token's colour where `element` stands; `light-dark()` and mixes are worked out by the browser. Whoever calls it in an
 * effect or attachment runs again when the theme changes.
 */
export function colourOf(element: Element, token: string): Rgb {
  watch();
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  element.parentElement?.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return toRgb(color);
}

/** How much larger than usual the page is set, for a projector or by the reader's choice: drawings grow with it. */
export function magnification(): number {
  watch();
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

let pen: OffscreenCanvasRenderingContext2D | null = null;
// eslint-disable-next-line svelte/prefer-svelte-reactivity -- a cache: the same colour is always the same number
const known = new Map<string, Rgb>();

/** One pixel is painted and read back: every colour space of CSS, no parser. */
function toRgb(color: string): Rgb {
  const found = known.get(color);
  if (found) return found;
  pen ??= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  if (pen === null) return [0, 0, 0];
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = color;
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  known.set(color, [red, green, blue]);
  return [red, green, blue];
}

export const css = ([red, green, blue]: Rgb, opacity = 1) => `rgb(${red} ${green} ${blue} / ${opacity})`;
export const mix = (from: Rgb, to: Rgb, share: number): Rgb => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
  from[2] + (to[2] - from[2]) * share,
];
