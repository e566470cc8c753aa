/** What is drawn, as a file: canvases as they stand to one another, an SVG with its colours written into it. */
import type { KeptFile } from "../keep.ts";
import { plainMaths } from "./plain-maths.ts";
import { colourOf, css } from "./theme.svelte.ts";

/** The pictures within an element: none while it shows text alone. */
export function drawnFiles(element: HTMLElement): KeptFile[] {
  const canvases = canvasesOf(element);
  const svg = element.querySelector<SVGSVGElement>("svg[data-drawing], svg[role=img]");
  return [
    ...(canvases.length > 0 ? [{ format: "PNG" as const, make: () => canvasesAsPng(element) }] : []),
    ...(canvases.length === 0 && svg
      ? [
          { format: "PNG" as const, make: () => svgAsPng(svg) },
          { format: "SVG" as const, make: () => new Blob([svgText(svg)], { type: "image/svg+xml" }) },
        ]
      : []),
  ];
}

/** Large enough to be put on a slide: every pixel of a small picture becomes a square. */
const SHARPNESS = 3;

const canvasesOf = (element: HTMLElement) =>
  [...element.querySelectorAll("canvas")].filter((canvas) => !canvas.closest("svg"));

export function canvasesAsPng(element: HTMLElement): Promise<Blob> {
  const canvases = canvasesOf(element);
  const boxes = canvases.map((canvas) => canvas.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const sheet = document.createElement("canvas");
  sheet.width = Math.ceil((Math.max(...boxes.map((box) => box.right)) - left) * SHARPNESS);
  sheet.height = Math.ceil((Math.max(...boxes.map((box) => box.bottom)) - top) * SHARPNESS);
  const pen = sheet.getContext("2d");
  if (pen === null) return Promise.reject(new Error("this browser gave no canvas to draw on"));
  pen.fillStyle = css(colourOf(element, "--ground"));
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.imageSmoothingEnabled = false;
  boxes.forEach((box, at) => {
    const [x, y] = [(box.left - left) * SHARPNESS, (box.top - top) * SHARPNESS];
    pen.drawImage(canvases[at], x, y, box.width * SHARPNESS, box.height * SHARPNESS);
  });
  return png(sheet);
}

const png = (canvas: HTMLCanvasElement) =>
  new Promise<Blob>((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error("the picture is too large for this browser"));
    }, "image/png");
  });

async function svgAsPng(svg: SVGSVGElement): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(svg))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  const { width, height } = svg.getBoundingClientRect();
  canvas.width = Math.ceil(width * SHARPNESS);
  canvas.height = Math.ceil(height * SHARPNESS);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return png(canvas);
}

/** What the page's style sheets say of a mark, since a file has none. */
const styles = [
  ...["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "opacity"],
  ...["font-family", "font-size", "font-weight", "font-style", "text-anchor", "dominant-baseline"],
];

/** The drawing on its own: computed colours inside, HTML within it as plain text and pictures. */
function svgText(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement; // a clone is of the same kind
  const originals = [svg, ...svg.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((element, at) => {
    const original = originals[at];
    if (!(element instanceof SVGElement)) return;
    const computed = getComputedStyle(original);
    for (const name of styles) element.style.setProperty(name, computed.getPropertyValue(name));
    element.removeAttribute("class");
  });
  const foreign = [...svg.querySelectorAll("foreignObject")];
  [...copy.querySelectorAll("foreignObject")].forEach((element, at) =>
    element.replaceWith(plainOf(foreign[at])),
  );
  const seen = svg.getBoundingClientRect();
  set(copy, { xmlns: "http://www.w3.org/2000/svg", width: seen.width, height: seen.height });
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const { x, y, width, height } = svg.viewBox.baseVal;
  set(ground, { x, y, width, height, fill: css(colourOf(svg, "--ground")) });
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

function plainOf(foreign: SVGForeignObjectElement): SVGElement {
  const box = {
    x: foreign.x.baseVal.value,
    y: foreign.y.baseVal.value,
    width: foreign.width.baseVal.value,
    height: foreign.height.baseVal.value,
  };
  const canvas = foreign.querySelector("canvas");
  if (canvas) {
    const image = document.createElementNS("http://www.w3.org/2000/svg", "image");
    set(image, { ...box, href: canvas.toDataURL(), preserveAspectRatio: "none" });
    image.style.imageRendering = "pixelated";
    return image;
  }
  const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
  const { color, fontFamily, fontSize } = getComputedStyle(foreign.firstElementChild ?? foreign);
  set(text, { x: box.x + box.width / 2, y: box.y + box.height / 2 });
  // A rim of the ground, so that lines pass behind the words.
  Object.assign(text.style, {
    ...{ fill: color, fontFamily, fontSize, textAnchor: "middle", dominantBaseline: "central" },
    ...{ stroke: css(colourOf(foreign, "--ground")), strokeWidth: "6px", paintOrder: "stroke" },
  });
  text.textContent = wordsOf(foreign).replace(/\s+/g, " ").trim();
  return text;
}

/** What stands in a piece of HTML, a formula as a line of text. */
function wordsOf(element: Element): string {
  const formula = element.classList.contains("katex") ? element.querySelector("math") : null;
  if (formula) return plainMaths(formula);
  if (element.children.length === 0) return element.textContent;
  return Array.from(element.children, wordsOf).join(" ");
}

function set(element: SVGElement, attributes: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
}
