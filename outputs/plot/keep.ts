/** A plot as it is drawn, its points for a sheet, and the figure that `plot(...)` takes back. */
import { colourOf, css } from "../drawing/theme.svelte.ts";
import { csvFile, jsonFile, type Keep, type KeptFile } from "../keep.ts";
import { rowsOf } from "../table/keep.ts";
import { pointTable } from "./describe.ts";
import type { PlotPayload } from "./payload.ts";

const keep: Keep<PlotPayload> = {
  copy: (_payload, element) => ({ picture: () => pictureOf(element, "PNG"), part: null }),
  files: (payload, element) => {
    const points = rowsOf(pointTable(payload, Infinity));
    return [picture(element, "PNG"), picture(element, "SVG"), csvFile(points), jsonFile(payload)];
  },
};
export default keep;

/** What Plotly leaves on the element it has drawn in. */
interface Drawn extends HTMLElement {
  readonly data: object[];
  readonly layout: object;
}

function picture(element: HTMLElement, format: "PNG" | "SVG"): KeptFile {
  return { format, make: () => pictureOf(element, format) };
}

async function pictureOf(element: HTMLElement, format: "PNG" | "SVG"): Promise<Blob> {
  const drawn = element.querySelector<Drawn>(".js-plotly-plot");
  if (drawn === null) throw new Error("the plot is not drawn yet");
  const { default: plotly } = await import("./plotly.ts");
  const { width, height } = drawn.getBoundingClientRect();
  const layout = { ...drawn.layout, paper_bgcolor: css(colourOf(drawn, "--ground")) };
  // The schema has seen data and layout; Plotly has filled them in.
  const figure = { data: drawn.data, layout } as unknown as Parameters<typeof plotly.toImage>[0];
  const url = await plotly.toImage(figure, {
    format: format === "PNG" ? "png" : "svg",
    width: Math.round(width),
    height: Math.round(height),
    scale: format === "PNG" ? 3 : 1,
  });
  return blobOf(url);
}

/** A data URL's bytes. The page's policy lets nothing be fetched but its own files. */
function blobOf(url: string): Blob {
  const [head, body] = [url.slice(5, url.indexOf(",")), url.slice(url.indexOf(",") + 1)];
  const type = head.split(";")[0];
  return head.endsWith(";base64")
    ? new Blob([Uint8Array.from(atob(body), (character) => character.charCodeAt(0))], { type })
    : new Blob([decodeURIComponent(body)], { type });
}
