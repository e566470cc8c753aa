/** Keeps a Plotly figure in an element up to date: at most one drawing a frame, always of the newest payload. */
import type { Attachment } from "svelte/attachments";
import { colourOf, css, magnification } from "../drawing/theme.svelte.ts";
import type PlotlyModule from "./plotly.ts";
import { type Hue, hues } from "./hues.ts";
import { isInSpace, type PlotPayload } from "./payload.ts";
import { type PlotTheme, type Size, themed } from "./theme.ts";
import { type Eye, turned } from "./turn.ts";

type Plotly = typeof PlotlyModule;
type React = Parameters<Plotly["react"]>;

const config = { displayModeBar: false, displaylogo: false, showTips: false, doubleClick: "reset" } as const;

/** One plot a frame, in the order in which they asked: several that follow one training must not hold the page up together. */
const waiting: (() => void)[] = [];
let frame = 0;

function inTurn(draw: () => void): void {
  if (!waiting.includes(draw)) waiting.push(draw);
  if (frame === 0) frame = requestAnimationFrame(drawNext);
}

function drawNext(): void {
  const draw = waiting.shift();
  frame = waiting.length > 0 ? requestAnimationFrame(drawNext) : 0;
  draw?.();
}

/** Drawn once wherever it stands; drawn again, where nobody looks, only when somebody does. */
export function drawn(payload: () => PlotPayload, size: () => Size): Attachment<HTMLElement> {
  return (element) => {
    let plotly: Plotly | null = null;
    let next: { payload: PlotPayload; theme: PlotTheme; size: Size; zoom: number } | null = null;
    let gone = false;
    let visible = true;
    let drawnOnce = false;

    const schedule = () => {
      if (plotly && next && (visible || !drawnOnce) && !gone) inTurn(draw);
    };
    const draw = () => {
      if (!plotly || !next || gone) return;
      const { data, layout } = themed(next.payload, next.theme, next.size, next.zoom);
      next = null;
      drawnOnce = true;
      // The schema has seen every part of it: plain data of our own traces.
      void plotly.react(element, data, { ...layout, dragmode } as unknown as React[2], config);
    };

    // A finger that scrolls the page must not zoom the plot.
    const dragmode = matchMedia("(pointer: fine)").matches ? "zoom" : false;
    const watcher = new IntersectionObserver(([entry]) => {
      visible = entry.isIntersecting;
      schedule();
    });
    watcher.observe(element.parentElement ?? element);
    let isForSpace: boolean | null = null;
    const load = (forSpace: boolean) => {
      if (isForSpace === true || isForSpace === forSpace) return;
      isForSpace = forSpace;
      void (forSpace ? import("./plotly-3d.ts") : import("./plotly.ts")).then((module) => {
        if (isForSpace !== forSpace) return; // The larger one is on its way.
        plotly = module.default;
        schedule();
      });
    };
    const turn = (event: KeyboardEvent) => {
      const eye = eyeOf(element);
      const to = eye && plotly && turned(eye, event.key);
      if (!to || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      void plotly!.relayout(element, { "scene.camera.eye": to } as never);
    };
    element.addEventListener("keydown", turn);

    $effect(() => {
      if (size().width === 0) return;
      load(payload().data.some(isInSpace));
      next = { payload: payload(), theme: themeOf(element), size: size(), zoom: magnification() };
      schedule();
    });

    return () => {
      gone = true;
      element.removeEventListener("keydown", turn);
      watcher.disconnect();
      plotly?.purge(element);
    };
  };
}

/** What Plotly leaves on an element that it has drawn a scene in. */
interface Drawn extends HTMLElement {
  readonly _fullLayout?: { readonly scene?: { readonly camera?: { readonly eye?: Eye } } };
}

const eyeOf = (element: Drawn): Eye | null => element._fullLayout?.scene?.camera?.eye ?? null;

function themeOf(element: HTMLElement): PlotTheme {
  const token = (name: string) => css(colourOf(element, name));
  const { fontFamily, fontSize } = getComputedStyle(element);
  return {
    hues: Object.fromEntries(hues.map((hue) => [hue, token(`--${hue}`)])) as Record<Hue, string>, // every hue is there
    ink: token("--ink"),
    soft: token("--ink-soft"),
    rule: token("--rule"),
    ground: token("--ground"),
    font: fontFamily,
    size: parseFloat(fontSize),
  };
}
