// Results as tables: for the terminal and, in Markdown, for the README.
import { toUnit } from "../workloads.mjs";
import { spread } from "./measure.mjs";
import { peers } from "./peers.mjs";

export function figure(v) {
  if (v === undefined || !Number.isFinite(v)) return "-";
  if (v >= 100) return v.toFixed(0);
  if (v >= 10) return v.toFixed(1);
  return v >= 1 ? v.toFixed(2) : v.toPrecision(2);
}

/** Medians with half their interquartile range, and last how Slope stands to the fastest other library. */
export function resultRows(rows, names) {
  const head = ["", "unit", ...names.map((name) => peers[name].label)];
  const compares = names.includes("slope") && names.length > 1;
  if (compares) head.push("Slope to the best library");
  const body = rows.map(({ workload, cells }) => {
    const line = [
      `${workload.id}  ${workload.title}`,
      workload.unit,
      ...names.map((n) => cell(workload, cells[n])),
    ];
    return compares ? [...line, standing(cells, names)] : line;
  });
  return [head, ...body];
}

function cell(workload, result) {
  if (result === undefined) return "-";
  if (result.unsupported) return "n/a";
  if (result.error !== undefined) return result.wrong ? "WRONG" : "fails";
  const around = Math.round((50 * (result.high - result.low)) / result.median);
  return `${figure(toUnit(workload, result.median))} ±${around}%`;
}

/** Above 1 Slope is faster; a loss is written as one. */
function standing(cells, names) {
  const others = names.filter((name) => name !== "slope" && name !== "plain");
  const best = Math.min(...others.map((name) => cells[name]?.median ?? Infinity));
  const ratio = best / cells.slope?.median;
  if (!Number.isFinite(ratio)) return "-";
  return ratio >= 1 ? `${figure(ratio)}x` : `${figure(ratio)}x, loses`;
}

export function firstRows(results) {
  return [
    ["W8  import to first step", "load, ms", "first training step, ms"],
    ...Object.entries(results).map(([name, { load, total }]) => [
      peers[name].label,
      figure(spread(load).median),
      figure(spread(total).median),
    ]),
  ];
}

export function memoryRows(results) {
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

/** Aligned columns; the first to the left. */
export function plainTable(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  return rows
    .map((row) =>
      row.map((text, i) => (i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i]))).join("  "),
    )
    .join("\n");
}

/** As prettier would lay it. */
export function markdownTable(rows) {
  const widths = rows[0].map((_, i) => Math.max(4, ...rows.map((row) => row[i].length)));
  const line = (row) =>
    `| ${row.map((text, i) => (i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i]))).join(" | ")} |`;
  const rule = `| ${widths.map((w, i) => (i === 0 ? "-".repeat(w) : `${"-".repeat(w - 1)}:`)).join(" | ")} |`;
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join("\n");
}
