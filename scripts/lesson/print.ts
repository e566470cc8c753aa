/** A lesson's run for a person: what failed and why, in full; what passed, in a line. */
import type { LessonRun } from "./run-lesson.ts";

export function printRun(id: string, run: LessonRun): string {
  const lines = [`${id}: ${run.cells.length} cells, ${run.checks.length} numbers, ${Math.round(run.ms)} ms`];
  for (const cell of run.cells) {
    lines.push(`  ${cell.status === "ok" ? "✓" : "✗"} cell ${cell.id} (${Math.round(cell.ms)} ms)`);
    if (cell.error !== undefined) lines.push(...cell.error.split("\n").map((line) => `      ${line}`));
  }
  for (const check of run.checks) {
    const found = check.ok ? "" : `, found ${JSON.stringify(check.value)}`;
    lines.push(`  ${check.ok ? "✓" : "✗"} ${check.name} is ${check.want}${found}`);
    if (check.error !== undefined) lines.push(`      ${check.error}`);
  }
  return lines.join("\n");
}
