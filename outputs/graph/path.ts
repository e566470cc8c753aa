/** An edge as a line to draw: through every point, leaving and reaching each along the direction of the graph. */
import type { Layout, Point } from "./layout.ts";

export function pathThrough(points: readonly Point[], direction: Layout["direction"]): string {
  const [first, ...rest] = points;
  let from = first;
  const curves = rest.map((to) => {
    const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2];
    const bend = direction === "LR" ? `C${x} ${from.y} ${x} ${to.y}` : `C${from.x} ${y} ${to.x} ${y}`;
    from = to;
    return `${bend} ${to.x} ${to.y}`;
  });
  return `M${first.x} ${first.y}${curves.join("")}`;
}
