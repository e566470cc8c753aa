// The growth curves as one SVG: a panel for each axis, both scales logarithmic, each line named at the right, a ring at a cliff.
import { cliffs } from "../growth.mjs";
import { peers } from "./peers.mjs";

const panel = { width: 440, height: 380, left: 58, right: 92, top: 44, bottom: 48 };
const plot = {
  width: panel.width - panel.left - panel.right,
  height: panel.height - panel.top - panel.bottom,
};
const titles = {
  batch: "784-256-128-10 network, by batch",
  width: "three layers, batch 128, by width",
};
/** Between the names at the ends of the lines. */
const LINE_HEIGHT = 14;

/** Okabe-Ito hues, darker on white and lighter on black to 4.5:1; never a hue alone, each line has its own dash. */
const looks = {
  slope: { light: "#0072b2", dark: "#56b4e9", dash: "none", width: 3 },
  plain: { light: "#555", dark: "#bbb", dash: "2 3", width: 1.5 },
  "jax-js": { light: "#b84a00", dark: "#ff8c42", dash: "8 3", width: 1.5 },
  "tfjs-cpu": { light: "#a3477f", dark: "#e59ac8", dash: "1 4", width: 1.5 },
  "tfjs-wasm": { light: "#00785a", dark: "#2cc89d", dash: "5 3 1 3", width: 1.5 },
  torch: { light: "#7a5c00", dark: "#e6b800", dash: "12 4", width: 1.5 },
};

export function growthChart({ growth, host, date }) {
  const width = panel.width * growth.length;
  const range = rangeOf(
    growth.flatMap(({ curves }) =>
      Object.values(curves)
        .flat()
        .map(({ ms }) => ms),
    ),
  );
  const panels = growth.map(({ axis, curves }, i) => drawPanel(axis, curves, range, i * panel.width));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${panel.height}" width="${width}" height="${panel.height}" role="img" aria-labelledby="title">
<title id="title">Time of a training step against its size, ${host}, ${date}</title>
<style>
${style()}
</style>
<rect class="ground" width="${width}" height="${panel.height}"/>
${panels.join("\n")}
</svg>
`;
}

function style() {
  const hues = (ground) =>
    Object.entries(looks)
      .map(([name, look]) => `.${name} { --hue: ${look[ground]}; }`)
      .join(" ");
  const lines = Object.entries(looks).map(
    ([name, { dash, width }]) => `.${name} path { stroke-dasharray: ${dash}; stroke-width: ${width}; }`,
  );
  return `svg { --paper: #fff; --ink: #222; --faint: #e3e3e3; font: 12px system-ui, sans-serif; }
${hues("light")}
@media (prefers-color-scheme: dark) { svg { --paper: #14171c; --ink: #ddd; --faint: #333a44; } ${hues("dark")} }
.ground { fill: var(--paper); }
text { fill: var(--ink); }
.title { font-weight: 600; }
.grid { stroke: var(--faint); }
.curve path { fill: none; stroke: var(--hue); stroke-linejoin: round; }
.curve circle { fill: var(--hue); }
.curve .cliff { fill: none; stroke: var(--hue); stroke-width: 1.5; }
.curve path.leader { stroke-dasharray: none; stroke-width: 0.75; opacity: 0.6; }
.curve text { fill: var(--hue); }
.slope text { font-weight: 600; }
${lines.join("\n")}`;
}

/** Whole decades around all values. */
function rangeOf(values) {
  return {
    low: Math.floor(Math.log10(Math.min(...values))),
    high: Math.ceil(Math.log10(Math.max(...values))),
  };
}

function drawPanel(axis, curves, range, offset) {
  const sizes = Object.values(curves)
    .flat()
    .map(({ size }) => size);
  const [first, last] = [Math.log2(Math.min(...sizes)), Math.log2(Math.max(...sizes))];
  const x = (size) => panel.left + (plot.width * (Math.log2(size) - first)) / (last - first);
  const y = (ms) => panel.top + (plot.height * (range.high - Math.log10(ms))) / (range.high - range.low);
  const drawn = Object.entries(curves).filter(([, points]) => points.length > 0);
  const names = spreadApart(drawn.map(([name, points]) => ({ name, y: y(points.at(-1).ms) })));
  return `<g transform="translate(${offset} 0)">
<text class="title" x="${panel.left}" y="20">${titles[axis]}</text>
${decades(range, y)}
${powers(first, last, x)}
<text x="${panel.left}" y="36">ms a step</text>
<text x="${panel.left + plot.width / 2}" y="${panel.height - 10}" text-anchor="middle">${axis}</text>
${drawn.map(([name, points]) => drawCurve(name, points, x, y, names.get(name))).join("\n")}
</g>`;
}

function decades({ low, high }, y) {
  return Array.from({ length: high - low + 1 }, (_, i) => {
    const ms = 10 ** (low + i);
    const at = round(y(ms));
    return `<path class="grid" d="M${panel.left} ${at}h${plot.width}"/><text x="${panel.left - 8}" y="${at + 4}" text-anchor="end">${low + i < 0 ? ms.toFixed(-low - i) : ms}</text>`;
  }).join("\n");
}

/** Every second power of two. */
function powers(first, last, x) {
  const lines = [];
  for (let power = Math.ceil(first); power <= last; power += 2) {
    const at = round(x(2 ** power));
    lines.push(
      `<path class="grid" d="M${at} ${panel.top}v${plot.height}"/><text x="${at}" y="${panel.top + plot.height + 18}" text-anchor="middle">${2 ** power}</text>`,
    );
  }
  return lines.join("\n");
}

function drawCurve(name, points, x, y, labelAt) {
  const places = points.map(({ size, ms }) => ({ size, x: round(x(size)), y: round(y(ms)) }));
  const end = places.at(-1);
  const nameAt = panel.left + plot.width + 8;
  const steep = new Set(cliffs(points).map(({ size }) => size));
  return `<g class="curve ${name}"><path d="M${places.map((p) => `${p.x} ${p.y}`).join("L")}"/>
${places.map((p) => `<circle cx="${p.x}" cy="${p.y}" r="${name === "slope" ? 2.5 : 1.5}"/>`).join("")}
${places
  .filter(({ size }) => steep.has(size))
  .map((p) => `<circle class="cliff" cx="${p.x}" cy="${p.y}" r="6"/>`)
  .join("")}
<path class="leader" d="M${end.x} ${end.y}L${nameAt} ${round(labelAt)}"/>
<text x="${nameAt + 4}" y="${round(labelAt) + 4}">${peers[name].label.replace(" (wasm)", "")}</text></g>`;
}

/** Names that would lie on each other are pushed down, from the top. */
function spreadApart(labels) {
  const placed = new Map();
  let lowest = -Infinity;
  for (const { name, y } of [...labels].sort((a, b) => a.y - b.y)) {
    lowest = Math.max(y, lowest + LINE_HEIGHT);
    placed.set(name, lowest);
  }
  return placed;
}

const round = (v) => Math.round(v * 10) / 10;
