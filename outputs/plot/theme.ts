/** A figure in the page's own colours, type and rhythm, wherever the learner has not said otherwise. */
import { isNumbers } from "../arrays.ts";
import { type Hue, type Look, looksOf } from "./hues.ts";
import { type FigureRecord, type FigureValue, isInSpace, type PlotPayload, type Trace } from "./payload.ts";
import { FIRST_EYE } from "./turn.ts";

export interface PlotTheme {
  /** CSS colours that Plotly can read: `rgb(...)`. */
  readonly hues: Record<Hue, string>;
  readonly ink: string;
  readonly soft: string;
  readonly rule: string;
  readonly ground: string;
  readonly font: string;
  readonly size: number;
}

/** In CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

const HEIGHT = 280;

/** @param zoom how much larger than usual the page is set */
export function themed({ data, layout }: PlotPayload, theme: PlotTheme, { width, height }: Size, zoom = 1) {
  const looks = looksOf(data.map((trace) => nameOf(trace)));
  const traces = data.map((trace, at) => dressed(trace, looks[at], theme));
  const named = data.filter((trace) => nameOf(trace) !== "").length;
  const axes = Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key));
  const hueOfAxis = (key: string) => {
    const on = data.flatMap((trace, at) => (trace.yaxis === key.replace("axis", "") ? [looks[at].hue] : []));
    return on.length === 1 ? theme.hues[on[0]] : theme.soft;
  };
  return {
    data: traces,
    layout: {
      ...layout,
      ...Object.fromEntries(
        [...new Set(["xaxis", "yaxis", ...axes])].map((key) => [
          key,
          axis(
            record(layout[key]),
            theme,
            /^yaxis\d+$/.test(key) ? hueOfAxis(key) : theme.soft,
            valuesOn(data, key),
            key.startsWith("x") ? width / zoom / 70 : 8,
          ),
        ]),
      ),
      ...(data.some(isInSpace) && { scene: scene(record(layout.scene), theme) }),
      title: title(layout.title, theme),
      width,
      height,
      autosize: false,
      margin: {
        l: 52,
        r: 16,
        t: (layout.title ? 32 : 12) + (named > 1 ? 24 : 0),
        b: 40,
        ...record(layout.margin),
      },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: theme.font, size: theme.size, color: theme.ink },
      showlegend: layout.showlegend ?? named > 1,
      legend: {
        orientation: "h",
        x: 0,
        y: 1,
        yanchor: "bottom",
        bgcolor: "rgba(0,0,0,0)",
        ...record(layout.legend),
      },
      hoverlabel: {
        bgcolor: theme.ground,
        bordercolor: theme.rule,
        font: { family: theme.font, color: theme.ink },
      },
      hovermode:
        layout.hovermode ?? (traces.some((trace) => trace.mode === "lines") ? "x unified" : "closest"),
      bargap: layout.bargap ?? (isFew(data) ? 0.65 : 0.3),
      // A zoom the learner has made survives the next frame of training.
      uirevision: "kept",
    },
  };
}

/** A space in the colours of the page, seen from a little above. */
function scene(own: FigureRecord, theme: PlotTheme): FigureRecord {
  const side = (key: string): FigureRecord => {
    const axis = record(own[key]);
    return {
      color: theme.soft,
      gridcolor: theme.rule,
      zeroline: false,
      showbackground: false,
      showspikes: false,
      ...axis,
      title: title(axis.title, theme, theme.soft),
    };
  };
  return {
    bgcolor: "rgba(0,0,0,0)",
    camera: { eye: { ...FIRST_EYE }, center: { x: 0, y: 0, z: -0.2 } },
    aspectmode: "cube",
    ...own,
    xaxis: side("xaxis"),
    yaxis: side("yaxis"),
    zaxis: side("zaxis"),
  };
}

const nameOf = ({ name }: Trace) => (typeof name === "string" ? name : "");

/** A handful of bars as wide as their gaps would be slabs. */
function isFew(data: readonly Trace[]): boolean {
  const first = data.at(0);
  return first?.type === "bar" && isNumbers(first.y) && first.y.length < 5;
}

export function heightOf(layout: FigureRecord): number {
  return typeof layout.height === "number" ? Math.min(800, Math.max(120, layout.height)) : HEIGHT;
}

function dressed(trace: Trace, { hue, dash, symbol }: Look, theme: PlotTheme): FigureRecord {
  const colour = theme.hues[hue];
  const own = { line: record(trace.line), marker: record(trace.marker) };
  switch (trace.type) {
    case "scatter":
      return {
        ...trace,
        line: { color: colour, width: 2, dash, ...own.line },
        marker: { color: colour, size: 7, symbol, ...own.marker },
      };
    case "bar":
    case "histogram":
      return {
        ...trace,
        opacity: trace.opacity ?? (trace.type === "histogram" ? 0.75 : 1),
        marker: { color: colour, ...own.marker },
      };
    case "scatter3d":
      return {
        ...trace,
        line: { color: colour, width: 5, ...own.line },
        marker: { color: colour, size: 4, ...own.marker },
      };
    case "surface":
      return {
        ...trace,
        colorscale: trace.colorscale ?? [
          [0, theme.ground],
          [1, colour],
        ],
        showscale: trace.showscale ?? false,
        contours: { z: { show: true, color: theme.rule, width: 1 }, ...record(trace.contours) },
      };
    case "heatmap":
    case "contour":
      return {
        ...trace,
        colorscale: trace.colorscale ?? scaleOf(trace.zmid === undefined, theme),
        hoverongaps: false,
        colorbar: {
          thickness: 10,
          outlinewidth: 0,
          tickfont: { color: theme.soft },
          ...record(trace.colorbar),
        },
      };
  }
}

function scaleOf(oneSided: boolean, { hues, ground }: PlotTheme): FigureValue {
  if (oneSided)
    return [
      [0, ground],
      [1, hues.forward],
    ];
  return [
    [0, hues.backward],
    [0.5, ground],
    [1, hues.forward],
  ];
}

/**
 * Over few decades ticks at 1, 2 and 5, written out: 0.1 and 0.2 rather than a power beside lone digits. Over many, powers.
 * @param room how many labels the axis holds
 */
function logTicks(values: Iterable<number>, room: number, size: number): FigureRecord {
  let [min, max] = [Infinity, 0];
  for (const x of values) {
    if (x > 0 && Number.isFinite(x)) [min, max] = [Math.min(min, x), Math.max(max, x)];
  }
  const decades = max === 0 ? 1 : Math.log10(max / min);
  if (decades <= 4) return { tickformat: "~g", tickmode: "linear", dtick: decades * 3 <= room ? "D2" : 1 };
  return { tickmode: "linear", dtick: Math.ceil(decades / room), tickfont: { size: size / POWERS } };
}

/** Plotly sets powers so much larger than other labels. */
const POWERS = 1.25;

/** What stands on an axis: `x` and `y` are the first ones. */
function* valuesOn(data: readonly Trace[], key: string): Iterable<number> {
  const name = key.replace("axis", "");
  const side = name.startsWith("x") ? "x" : "y";
  for (const trace of data) {
    const values = (trace[`${side}axis`] ?? side) === name ? trace[side] : undefined;
    if (Array.isArray(values) || isNumbers(values))
      for (const x of values) if (typeof x === "number") yield x;
  }
}

function axis(
  own: FigureRecord,
  theme: PlotTheme,
  hue: string,
  values: Iterable<number>,
  room: number,
): FigureRecord {
  const ticks = own.type === "log" ? logTicks(values, room, theme.size) : {};
  return {
    gridcolor: theme.rule,
    gridwidth: 1,
    showgrid: own.overlaying === undefined && own.type !== "category",
    zeroline: own.type !== "log",
    zerolinecolor: theme.rule,
    zerolinewidth: 1,
    showline: false,
    // Invisible ticks hold the numbers off the plot.
    ticks: "outside",
    tickcolor: "rgba(0,0,0,0)",
    ticklen: 5,
    tickmode: "auto",
    automargin: true,
    exponentformat: "power",
    minexponent: 4,
    ...ticks,
    tickfont: { color: hue, ...record(ticks.tickfont) },
    ...own,
    title: title(own.title, theme, hue),
  };
}

/** Plotly takes a title as text or as a record. */
function title(given: FigureValue | undefined, theme: PlotTheme, hue?: string): FigureRecord {
  const own = typeof given === "string" ? { text: given } : record(given);
  if (hue !== undefined) return { standoff: 8, font: { color: hue, size: theme.size }, ...own };
  return {
    x: 0,
    xref: "paper",
    xanchor: "left",
    font: { color: theme.ink, size: theme.size * 1.15 },
    ...own,
  };
}

/** Payloads are plain data, so what is neither array nor primitive is a record. */
function record(value: FigureValue | undefined): FigureRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
    ? value
    : {};
}
