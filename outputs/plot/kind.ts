/** `plot(figure)` takes any Plotly figure of our bundle; `plot.lines`, `plot.bars`... are its short forms; `gradients()` draws a training. */
import { figureKind } from "../figure.ts";
import { images } from "../images/make.ts";
import type { OutputKind } from "../kind.ts";
import { figure } from "./figure.ts";
import { bars, heatmap, histogram, lines, scatter } from "./forms.ts";
import { gradients, GradientWatch } from "./gradients.ts";
import { landscape } from "./landscape.ts";
import type { PlotPayload } from "./payload.ts";

const plot = Object.assign((given: unknown) => figure(given), {
  lines,
  bars,
  scatter,
  histogram,
  heatmap,
  images,
});

const figures = figureKind<PlotPayload>("plot", () => ({ plot, gradients, landscape }));

const plotKind: OutputKind<PlotPayload> = {
  ...figures,
  matches: (value) => figures.matches(value) || value instanceof GradientWatch,
  encode: (value) => (value instanceof GradientWatch ? value.figure().payload : figures.encode(value)),
};
export default plotKind;
