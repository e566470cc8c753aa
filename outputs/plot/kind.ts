/** `plot(figure)` takes any Plotly figure of our bundle; `plot.lines`, `plot.bars`... are its short forms. */
import { figureKind } from "../figure.ts";
import { images } from "../images/make.ts";
import { figure } from "./figure.ts";
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

export default figureKind<PlotPayload>("plot", () => ({ plot }));
