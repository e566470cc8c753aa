/** Who wants to know of each gradient that is taken: the lens looks into the last ones again. Nobody, and it costs a comparison. */

export interface Differentiated {
  readonly f: (...args: never[]) => unknown;
  readonly args: readonly unknown[];
  /** The function returns [loss, extra]. */
  readonly hasAux: boolean;
}

let witness: ((run: Differentiated) => void) | null = null;

/** From here on `take` is told of every gradient by `grad` and `valueAndGrad`; null tells nobody again. */
export function watchGradients(take: ((run: Differentiated) => void) | null): void {
  witness = take;
}

export function witnessed(run: Differentiated): void {
  witness?.(run);
}
