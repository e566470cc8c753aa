/** `plot(figure)` takes any Plotly figure of our bundle; `plot.lines`, `plot.bars`... are its short forms. */
import { images } from "../images/make.ts";
import type { OutputKind } from "../kind.ts";
import { figure, PlotFigure } from "./figure.ts";
import { bars, heatmap, histogram, lines, scatter } from "./forms.ts";
import type { PlotPayload } from "./payload.ts";

const plot = Object.assign((given: unknown) => figure(given), {
  lines,
  bars,
  scatter,
  histogram,
  heatmap,
  images,
});

const plotKind: OutputKind<PlotPayload> = {
  kind: "plot",
  priority: 80,
  matches: (value) => value instanceof PlotFigure,
  encode: (value) => (value as PlotFigure).payload, // matches() has seen it
  provide: () => ({ plot }),
};
export default plotKind;
