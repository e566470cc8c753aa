/** Parameters of a distribution meet the asked shape: they broadcast to it, or are it where none is asked. */
import { SlopeError, showShape } from "../core/errors.ts";
import { broadcastShapes, sameShape, type Shape } from "../core/shape.ts";
import type { Tensor } from "../core/tensor.ts";
import * as np from "../numpy/operations.ts";
import type { TensorLike } from "../numpy/operations.ts";
import { together } from "../special/operands.ts";

/** The parameters, floating, of one dtype, all of the shape of the draw. */
export function spread(op: string, shape: Shape | undefined, ...parameters: readonly TensorLike[]): Tensor[] {
  const own = together(`random.${op}`, ...parameters);
  if (shape === undefined) return own;
  if (!fits(own[0].shape, shape)) {
    throw new SlopeError(
      `random.${op}: parameters of shape ${showShape(own[0].shape)} do not broadcast to the asked shape ${showShape(shape)}; ask for one that ends in theirs, or leave it out.`,
    );
  }
  return own.map((x) => np.broadcastTo(x, shape));
}

function fits(own: Shape, asked: Shape): boolean {
  if (own.length > asked.length) return false;
  const ahead = asked.slice(asked.length - own.length);
  return (
    own.every((size, i) => size === 1 || size === ahead[i]) &&
    sameShape(broadcastShapes("random", own, asked), asked)
  );
}
