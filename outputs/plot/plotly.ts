/** Plotly with the traces a course needs and no more: 3-D, maps and finance stay out of the page. */
import "./global.ts";
import Plotly from "plotly.js/lib/core";
import bar from "plotly.js/lib/bar";
import contour from "plotly.js/lib/contour";
import heatmap from "plotly.js/lib/heatmap";
import histogram from "plotly.js/lib/histogram";

// Scatter is part of the core.
Plotly.register([bar, contour, heatmap, histogram]);

export default Plotly;
