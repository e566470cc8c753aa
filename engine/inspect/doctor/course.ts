/** What the course of a training shows, and the step that was taken: a loss that stands still, climbs or leaps. */
import type { Tensor } from "../../core/tensor.ts";
import { finding, say, type Finding } from "./finding.ts";

/** Steps after which standing still is no accident. */
const LONG = 20;
/** Steps in a row that show a habit. */
const SOME = 8;

/** @param losses of a training, step by step */
export function examineCourse(losses: readonly number[]): Finding[] {
  const broken = losses.findIndex((loss) => !Number.isFinite(loss));
  const fine = broken < 0 ? losses : losses.slice(0, broken);
  const found = [constant, climbing, leaping].flatMap((rule) => rule(fine));
  return broken < 0 || found.length > 0 ? found.slice(0, 1) : [];
}

function constant(losses: readonly number[]): Finding[] {
  const last = losses.slice(-LONG);
  if (last.length < LONG || last.some((loss) => loss !== last[0])) return [];
  return [
    finding(
      "constantLoss",
      "warning",
      {},
      `The loss has been ${say(last[0])} for ${LONG} steps, to the last digit: nothing that is trained reaches it.`,
      "Is the new value of the parameters used, and does a gradient reach them? The doctor on the loss itself says where it is cut.",
    ),
  ];
}

/** From the first step on, and without a rest: not noise, and not a rate that is too high, which falls first or leaps. */
function climbing(losses: readonly number[]): Finding[] {
  const first = losses.slice(0, SOME + 1);
  if (first.length <= SOME || first.some((loss, at) => at > 0 && loss <= first[at - 1])) return [];
  const growth = first.map((loss, at) => (at === 0 ? 0 : loss - first[at - 1])).slice(1);
  // Steps that throw the loss ever farther are too long rather than the wrong way round.
  if (growth[growth.length - 1] > 4 * growth[0] && first[SOME] > 4 * Math.abs(first[0])) return [];
  return [
    finding(
      "wrongSign",
      "error",
      {},
      `The loss climbs with every step, from ${say(first[0])} to ${say(first[SOME])}: the steps go uphill.`,
      "A gradient points uphill: subtract it (`w.sub(g.mul(rate))`), or take the negative of what is to be made large.",
    ),
  ];
}

function leaping(losses: readonly number[]): Finding[] {
  const last = losses.slice(-SOME - 1);
  if (last.length <= SOME) return [];
  const steps = last.slice(1).map((loss, at) => loss - last[at]);
  const alternates = steps.every((step, at) => at === 0 || step * steps[at - 1] < 0);
  const shrinks = Math.abs(steps[SOME - 1]) < 0.9 * Math.abs(steps[0]);
  const least = Math.min(...losses);
  const lost =
    last[SOME] > 10 * Math.max(Math.abs(least), Number.MIN_VALUE) && steps.every((step) => step > 0);
  if (!(alternates && !shrinks) && !lost) return [];
  const how = lost
    ? `The loss fell to ${say(least)} and has grown to ${say(last[SOME])} since`
    : `The loss leaps up and down by ${say(Math.abs(steps[SOME - 1]))} and does not settle`;
  return [finding("rateTooHigh", "warning", {}, `${how}: the steps are too long.`, LOWER)];
}

const LOWER = "Lower the learning rate, three times at first, or let it decay.";

/** What a step does: the slope along it, the curvature, and the loss behind it. */
export interface StepTaken {
  /** First derivative of the loss along the step: gradient times step. */
  readonly slope: number;
  readonly curvature: number;
  readonly before: number;
  readonly after: number;
  readonly length: number;
}

export function examineStep({ slope, curvature, before, after, length }: StepTaken): Finding[] {
  if (length === 0 || !Number.isFinite(slope)) return [];
  if (slope > 0 && after > before) {
    return [
      finding(
        "wrongSign",
        "error",
        {},
        `The step goes uphill: the loss went from ${say(before)} to ${say(after)}, as the gradient had said.`,
        "A gradient points uphill: subtract it, rather than add it.",
      ),
    ];
  }
  if (slope < 0 && !(after <= before)) {
    // The parabola along the step has its lowest point at this share of it.
    const share = curvature > 0 ? -slope / curvature : 0;
    const best =
      share > 0 && share < 1 ? ` Along it the loss falls for the first ${say(100 * share)} % only.` : "";
    return [
      finding(
        "rateTooHigh",
        "warning",
        {},
        `The step points downhill and is too long: the loss went from ${say(before)} to ${say(after)}.${best}`,
        LOWER,
      ),
    ];
  }
  return [];
}

/** The sum of products of all elements of two lists of tensors. */
export function inner(a: readonly Tensor[], b: readonly Tensor[]): number {
  let sum = 0;
  a.forEach(({ data }, i) => {
    for (let j = 0; j < data.length; j++) sum += data[j] * b[i].data[j];
  });
  return sum;
}
