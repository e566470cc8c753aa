/** Plotly with surfaces and their points, for the plots that ask for them: WebGL is dear, and few pages need it. */
import Plotly from "./plotly.ts";
import scatter3d from "plotly.js/lib/scatter3d";
import surface from "plotly.js/lib/surface";

Plotly.register([surface, scatter3d]);

export default Plotly;
