/**
 * `expect`, `expectGrad`, `expectSamples`, `forAll` and `mistake`: what a check says of a learner's answer, as one list below its
 * cell. A failed assertion throws nothing, so that all of them are seen.
 */
import type { OutputKind } from "../kind.ts";
import { Board } from "./board.ts";
import { expectOn } from "./expect.ts";
import { expectGradOn } from "./gradients.ts";
import type { ChecksPayload } from "./payload.ts";
import { expectSamplesOn, holdsForAll } from "./samples.ts";

const kind: OutputKind<ChecksPayload> = {
  kind: "checks",
  priority: 100,
  matches: (value) => value instanceof Board,
  encode: (value) => ({ assertions: [...(value as Board).assertions] }), // `matches` has seen that it is one
  provide: (context) => {
    const outer = new Board((board) => context.display(board));
    /** The board of the property that is being tried, or the run's own. */
    let board = outer;
    return {
      expect: (...given: Parameters<ReturnType<typeof expectOn>>) => expectOn(board)(...given),
      expectGrad: (...given: Parameters<ReturnType<typeof expectGradOn>>) => expectGradOn(board)(...given),
      expectSamples: (...given: Parameters<ReturnType<typeof expectSamplesOn>>) =>
        expectSamplesOn(board)(...given),
      forAll: <Input>(
        says: string,
        inputOf: Parameters<typeof holdsForAll<Input>>[2],
        property: (input: Input) => void,
        options?: Parameters<typeof holdsForAll<Input>>[4],
      ) => {
        const around = board;
        const tried = (input: Input, inner: Board) => {
          board = inner;
          try {
            property(input);
          } finally {
            board = around;
          }
        };
        holdsForAll(around, says, inputOf, tried, options);
      },
      mistake: (when: unknown, says: string) => {
        if (isSo(when)) board.fail(says, {});
      },
    };
  },
};
export default kind;

/** A common mistake is looked for in code of any kind: where looking throws, it is not this one. */
function isSo(when: unknown): boolean {
  try {
    return (typeof when === "function" ? (when as () => unknown)() : when) === true;
  } catch {
    return false;
  }
}
