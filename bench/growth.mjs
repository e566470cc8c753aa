// How the time of a step grows with its size, and where it jumps: a kernel that is left, a cache that is full, a tail done by hand.
import { measure } from "./harness/measure.mjs";
import { growth } from "./workloads.mjs";

/** A curve ends where one step takes longer. */
const SLOWEST_MS = 1000;
/** The time per FLOP falls while fixed costs are spread over more work, then stays; a neighbour that pays more than this times as much is a cliff. */
const CLIFF = 1.5;

/** Each axis: { axis, curves: { peer: [{ size, ms, low, high, flop }] } }, where `present(names)` gives the agents. */
export async function measureGrowth(names, present, method, say) {
  const axes = [];
  for (const [axis, workloads] of Object.entries(growth)) {
    const curves = Object.fromEntries(names.map((name) => [name, []]));
    const climbing = new Set(names);
    for (const workload of workloads) {
      say(workload.id);
      const look = async () =>
        pointsOf(workload, await measure(workload, await present([...climbing]), method));
      const found = await look();
      // A burst of the machine does not come back: what looks like a cliff is measured twice.
      if (
        Object.entries(found).some(([name, point]) => cliffs([...curves[name].slice(-1), point]).length > 0)
      ) {
        const again = await look();
        for (const [name, point] of Object.entries(again))
          if (point.ms < found[name]?.ms) found[name] = point;
      }
      for (const name of [...climbing]) {
        const point = found[name];
        if (point !== undefined) curves[name].push(point);
        if (point === undefined || point.ms > SLOWEST_MS) climbing.delete(name);
      }
    }
    axes.push({ axis, curves });
  }
  return axes;
}

const pointsOf = ({ size, flop }, cells) =>
  Object.fromEntries(
    Object.entries(cells)
      .filter(([, { median }]) => median !== undefined)
      .map(([name, { median, low, high }]) => [name, { size, flop, ms: median, low, high }]),
  );

/**
 * From point to point, how many times as much one FLOP takes: above 1 it has become dearer.
 * By the faster quartile: what else runs on the machine only ever adds time.
 */
const jumps = (points) =>
  points
    .slice(1)
    .map(({ size, low, flop }, i) => ({ size, times: low / flop / (points[i].low / points[i].flop) }));

export const cliffs = (points) => jumps(points).filter(({ times }) => times > CLIFF);

/** What a reader should know of one curve, in words. */
export function describeCurve(label, axis, points) {
  if (points.length < 2) return `${label}: too few sizes to say.`;
  const found = cliffs(points);
  if (found.length > 0) {
    const places = found.map(({ size, times }) => `${times.toFixed(1)} times at ${size}`).join(", ");
    return `${label}: a cliff; from one ${axis} to the next, a FLOP takes ${places}.`;
  }
  const steepest = jumps(points).reduce((a, b) => (b.times > a.times ? b : a));
  return steepest.times > 1
    ? `${label}: no cliff; from one ${axis} to the next, a FLOP takes at most ${steepest.times.toFixed(2)} times as long (at ${steepest.size}).`
    : `${label}: no cliff; a FLOP never takes longer at the next ${axis}.`;
}
