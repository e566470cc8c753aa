/** The three programs of a function, as text whose lines know their place in the code. */
import { inspect, type Tensor } from "#engine";
import { placeOf } from "../place.ts";
import { MOST_LINES, type ProgramShown } from "./payload.ts";

/** Functions larger than this are read as a graph, folded, rather than as text. */
const MOST_OPERATIONS = 200;

export function programsOf<Args extends unknown[]>(
  f: (...args: Args) => Tensor,
  args: Args,
  operations: number,
): ProgramShown[] | string {
  if (operations > MOST_OPERATIONS) {
    return `The programs are written out for up to ${MOST_OPERATIONS} operations; these are ${operations}.`;
  }
  try {
    const { forward, jvp, backward } = inspect.programs(f)(...args);
    return [shown("forward", forward), shown("jvp", jvp), shown("backward", backward)];
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return `This function has no one program: ${reason}`;
  }
}

const shown = (title: string, { head, lines, last }: inspect.ProgramText): ProgramShown => ({
  title,
  head,
  lines: lines.slice(0, MOST_LINES).map(({ text, source, pass }) => ({ text, place: placeOf(source), pass })),
  last,
});
