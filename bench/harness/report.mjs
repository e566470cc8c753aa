// Results in words and tables: for the terminal and, in Markdown, for bench/results and the README.
import { describeCurve } from "../growth.mjs";
import { libraries, peers } from "./peers.mjs";

/** The whole of a run in Markdown; images lie beside it, or in `images`. */
export function report(results, name, images = "") {
  const { rows, growth, memory } = results;
  return [
    describeRun(results),
    rows.length > 0 ? [standings(rows), markdownTable(resultTable(rows))] : [],
    growth === null ? [] : describeGrowth(growth, `${images}${name}.growth.svg`),
    memory === null ? [] : markdownTable(memoryTable(memory)),
  ]
    .flat()
    .join("\n\n");
}

function describeRun({ date, host, machine, versions, method }) {
  const { cpu, cores, memoryGb, system } = machine;
  const named = Object.entries(versions).map(([label, version]) => `${label} ${version}`);
  return [
    `${date}: ${host}, ${cpu}, ${cores} cores, ${memoryGb} GB, ${system}; one thread a library.`,
    `${named.join(", ")}. Medians of ${method.rounds} rounds of ${method.targetMs} ms, ± half the interquartile range.`,
  ].join(" ");
}

const reached = ({ slope, floor, higherIsBetter }) => (higherIsBetter ? slope >= floor : slope <= floor);

function standings(rows) {
  const judged = rows.filter(({ slope, floor }) => slope !== null && floor !== null);
  const behind = judged.filter((row) => !reached(row)).map(({ id }) => id);
  const kept = `Slope reaches ${judged.length - behind.length} of ${judged.length} floors`;
  return behind.length === 0 ? `${kept}.` : `${kept}; behind: ${behind.join(", ")}.`;
}

/** Medians with their spread, the floor, and last how Slope stands to the fastest other library. */
export function resultTable(rows) {
  const names = Object.keys(peers).filter((name) => rows.some(({ details }) => name in details));
  const head = ["", "unit", ...names.map((name) => peers[name].label), "floor", "Slope to the best library"];
  const body = rows.map((row) => [
    `${row.id} ${row.title}`,
    row.unit,
    ...names.map((name) => cell(row, name)),
    row.floor === null ? "" : `${figure(row.floor)}${judgement(row)}`,
    standing(row),
  ]);
  return [head, ...body];
}

function judgement(row) {
  if (row.slope === null) return "";
  return reached(row) ? ", reached" : ", missed";
}

const valueOf = (row, name) => (name === "slope" ? row.slope : row.peers[name]);

function cell(row, name) {
  const detail = row.details[name];
  if (detail === undefined) return "";
  if (detail.unsupported) return "n/a";
  if (detail.error !== undefined) return detail.wrong ? "WRONG" : "fails";
  const value = valueOf(row, name);
  return `${figure(value)} ±${Math.round((50 * (detail.high - detail.low)) / value)}%`;
}

/** Above 1 Slope is faster; a loss is written as one. */
function standing(row) {
  const others = libraries
    .map((name) => row.peers[name])
    .filter((value) => value !== null && value !== undefined);
  if (row.slope === null || others.length === 0) return "";
  const ratio = row.higherIsBetter ? row.slope / Math.max(...others) : Math.min(...others) / row.slope;
  return ratio >= 1 ? `${figure(ratio)}x` : `${figure(ratio)}x, loses`;
}

function describeGrowth(growth, image) {
  const words = growth.map(({ axis, curves }) => {
    const lines = Object.entries(curves).map(([name, points]) =>
      describeCurve(peers[name].label, axis, points),
    );
    return [`By ${axis}:`, lines.map((line) => `- ${line}`).join("\n")];
  });
  return [
    `![Time of a training step against batch and width, a line for each library](${image})`,
    ...words.flat(),
  ];
}

export function memoryTable(results) {
  return [
    ["memory after collection", "steps", "at the start, MB", "half way, MB", "at the end, MB", "us a step"],
    ...results.map(({ name, loop, heaps, steps, us }) => [
      `${peers[name].label}, ${loop}`,
      steps.toLocaleString("en"),
      ...[heaps[0], heaps[heaps.length >> 1], heaps.at(-1)].map((bytes) => figure(bytes / 1e6)),
      figure(us),
    ]),
  ];
}

function figure(v) {
  if (v >= 100) return v.toFixed(0);
  if (v >= 10) return v.toFixed(1);
  return v >= 1 ? v.toFixed(2) : v.toPrecision(2);
}

/** Aligned columns; the first to the left. */
export function plainTable(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows
    .map((row) =>
      row.map((text, i) => (i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i]))).join("  "),
    )
    .join("\n");
}

/** Numbers to the right. */
function markdownTable([head, ...body]) {
  const line = (row) => `| ${row.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...body.map(line)].join("\n");
}
