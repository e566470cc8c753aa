/** The gradient doctor: `inspect.diagnose(loss)(params, x, y)` says what keeps a training from learning. */
import { isFloating } from "../../core/dtype.ts";
import { GradientError } from "../../core/errors.ts";
import { isTensor, type Tensor } from "../../core/tensor.ts";
import { leaves, mapWithPath } from "../../core/tree.ts";
import { jvp } from "../../transforms/directional.ts";
import { grad, valueAndGrad } from "../../transforms/grad.ts";
import { jit } from "../../transforms/jit.ts";
import { asTensor } from "../../transforms/leaf.ts";
import { checkup } from "./checkup.ts";
import { examineCourse, examineStep, inner } from "./course.ts";
import { say, type Finding } from "./finding.ts";
import { examine } from "./rules.ts";

/** How a parameter stands. */
export interface ParameterState {
  readonly name: string;
  readonly shape: readonly number[];
  /** Root of the mean square of its elements. */
  readonly size: number;
  /** The same of its gradient; null where none arrives. */
  readonly gradient: number | null;
}

export interface Diagnosis {
  readonly loss: number;
  readonly findings: readonly Finding[];
  readonly parameters: readonly ParameterState[];
}

export interface DiagnoseOptions {
  /** The losses of the training so far, step by step. */
  readonly losses?: readonly number[];
  /** The parameters after the step whose first argument is examined: is it uphill, is it too long? */
  readonly next?: unknown;
}

type Loss = (...args: never[]) => Tensor;

const size = (x: Tensor) => Math.sqrt(inner([x], [x]) / Math.max(1, x.size));

/**
 * Runs the loss once, forward and back, and looks for what keeps gradients from teaching: a first NaN or infinity (with its operation and
 * line), a parameter that no gradient reaches (and what cut it), gradients that vanish or explode, dead relus, saturated squashing functions and
 * softmaxes; with the losses or the next parameters also a constant loss, steps uphill and a learning rate that is too high.
 * @param loss takes the parameters, a tree, first
 */
export function diagnose(loss: Loss, options: DiagnoseOptions = {}): (...args: unknown[]) => Diagnosis {
  return (...args) => {
    const seen = checkup(loss, args);
    return {
      loss: seen.loss.data[0],
      findings: [
        ...examine(seen),
        ...(options.next === undefined ? [] : examineStep(stepTo(loss, args, options.next))),
        ...examineCourse(options.losses ?? []),
      ],
      parameters: seen.parameters.map(({ name, value, gradient }) => ({
        name,
        shape: value.shape,
        size: size(value),
        gradient: gradient === null ? null : size(gradient),
      })),
    };
  };
}

function stepTo(loss: Loss, [params, ...data]: readonly unknown[], next: unknown) {
  const f = (p: unknown) => (loss as (...args: unknown[]) => Tensor)(p, ...data);
  const ends = leaves(next);
  let at = 0;
  const step = mapWithPath(params, (leaf) => {
    const end = ends[at++];
    if (!isNumeric(leaf) || !isNumeric(end)) return leaf;
    return asTensor(end).sub(asTensor(leaf));
  });
  const floats = (tree: unknown) =>
    leaves(tree)
      .filter(isTensor)
      .filter(({ dtype }) => isFloating(dtype));
  const ways = floats(step);
  // The slope along the step, as a function of where one stands: its own slope along the step is the curvature.
  const slopeAt = (p: unknown): Tensor =>
    floats(grad(f as Loss)(p as never))
      .map((g, i) => g.mul(ways[i]).sum())
      .reduce((a, b) => a.add(b));
  const [slope, curvature] = jvp(slopeAt as Loss, [params] as never, [step] as never);
  return {
    slope: slope.item(),
    curvature: curvature.item(),
    before: f(params).item(),
    after: f(next).item(),
    length: Math.sqrt(inner(ways, ways)),
  };
}

const isNumeric = (leaf: unknown): leaf is Tensor | number => isTensor(leaf) || typeof leaf === "number";

/**
 * The value and gradient of a loss, watched: the first call that gives a NaN or an infinity throws, and the error names the step, the operation
 * that made it, its inputs and its line.
 * @example const step = inspect.detectAnomaly(loss);  const [value, gradient] = step(params, x, y);
 * @throws GradientError at the first value or gradient that is not finite
 * Source: the name is PyTorch's `torch.autograd.detect_anomaly`
 */
export function detectAnomaly<Params, Rest extends unknown[]>(
  loss: (params: Params, ...rest: Rest) => Tensor,
): (params: Params, ...rest: Rest) => [Tensor, Params] {
  const watched = jit(valueAndGrad(loss as never)) as (...args: unknown[]) => [Tensor, Params];
  let step = 0;
  return (...args) => {
    step += 1;
    const result = watched(...args);
    const isFine = leaves(result).every(
      (leaf) => !isTensor(leaf) || leaf.toTypedArray().every((value) => Number.isFinite(value)),
    );
    if (isFine) return result;
    const [first] = diagnose(loss as never)(...args).findings;
    const where = first.source === null ? "" : ` (line ${first.source.line}, column ${first.source.column})`;
    throw new GradientError(`Step ${say(step)}: ${first.message}${where}\n${first.help}`);
  };
}
