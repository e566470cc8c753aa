/** A function's programs side by side: as it runs, with a tangent pushed forward, and with a cotangent pulled back. */
import { filled, isTensor, type Tensor } from "../core/tensor.ts";
import { within } from "../core/trace.ts";
import { runJvp } from "../transforms/jvp.ts";
import { takeApart } from "../transforms/leaf.ts";
import { traceProgram, type Equation } from "../transforms/program.ts";
import { settled } from "../transforms/grad.ts";
import { backpropagate, TapeTrace, type Node } from "../transforms/tape.ts";
import type { Primitive } from "../core/primitive.ts";
import { depth, trail, type SourcePlace } from "./source.ts";

export interface ProgramLine {
  readonly text: string;
  /** The call whose value, or whose derivative, it computes; null where cotangents that meet are added. */
  readonly source: SourcePlace | null;
  readonly pass: "forward" | "backward";
}

export interface ProgramText {
  /** The whole of it, as `String(program)`. */
  readonly text: string;
  readonly head: string;
  readonly lines: readonly ProgramLine[];
  /** `return c` */
  readonly last: string;
}

/** Knows where each operation was called when its derivative is pulled back. */
class PlacedTape extends TapeTrace {
  readonly places = new Map<Node, SourcePlace | null>();
  readonly #place: () => SourcePlace | null;
  constructor(place: () => SourcePlace | null) {
    super("inspect.programs");
    this.#place = place;
  }
  override process(primitive: Primitive, inputs: readonly Tensor[], params: unknown): Tensor {
    const y = super.process(primitive, inputs, params);
    const node = this.nodeOf(y);
    if (node !== null) this.places.set(node, this.#place());
    return y;
  }
}

/**
 * The programs of `f` at arguments of these shapes; `f` returns one tensor.
 * @throws TracerError where `f` asks for a number on the way: such a function has no one program
 */
export function programs<Args extends unknown[]>(
  f: (...args: Args) => Tensor,
): (...args: Args) => { forward: ProgramText; jvp: ProgramText; backward: ProgramText } {
  return (...args) => {
    const base = depth();
    const here = (): SourcePlace | null => trail(base).calls.at(-1) ?? null;
    const { tensors, ...taken } = takeApart(args);
    const run = (inputs: readonly Tensor[]): Tensor =>
      settled("inspect.programs", f(...(taken.rebuild(inputs) as Args)));
    const plain = (equation: Equation, note: Note) => note(equation, here(), "forward");
    return {
      forward: written(tensors, (...inputs) => [run(inputs)], plain),
      jvp: written(
        [...tensors, ...tensors],
        (...both) => {
          const [primals, tangents] = [both.slice(0, tensors.length), both.slice(tensors.length)];
          const { outputs, tangents: out } = runJvp((...inputs) => [run(inputs)], primals, tangents);
          return [outputs[0], out[0] ?? filled(outputs[0].shape, outputs[0].dtype, 0)];
        },
        plain,
      ),
      backward: backward(),
    };

    function backward(): ProgramText {
      // Of a walk back the tape says, after each step, whose step it was.
      let waiting: Equation[] | null = null;
      let note: Note = () => undefined;
      return written(
        tensors,
        (...inputs) =>
          within(new PlacedTape(here), (tape) => {
            const given = inputs.map((x) => tape.leaf(x));
            const result = run(given);
            const root = isTensor(result) ? tape.nodeOf(result) : null;
            if (root === null) return [result];
            waiting = [];
            const settle = (place: SourcePlace | null) => {
              for (const equation of waiting ?? []) note(equation, place, "backward");
              waiting = [];
            };
            const found = backpropagate(root, filled(result.shape, result.dtype, 1), {
              watch: (node) => settle(tape.places.get(node) ?? null),
            });
            settle(null);
            const gradient = (x: Tensor) => found.get(tape.nodeOf(x)!) ?? filled(x.shape, x.dtype, 0);
            return [tape.primalOf(result), ...given.map(gradient)];
          }),
        (equation, told) => {
          note = told;
          if (waiting === null) told(equation, here(), "forward");
          else waiting.push(equation);
        },
      );
    }
  };
}

type Note = (equation: Equation, source: SourcePlace | null, pass: ProgramLine["pass"]) => void;

function written(
  forms: readonly Tensor[],
  f: (...inputs: Tensor[]) => Tensor[],
  onequation: (equation: Equation, note: Note) => void,
): ProgramText {
  const notes = new Map<Equation, Pick<ProgramLine, "source" | "pass">>();
  const program = traceProgram(f, forms, "inspect.programs", (equation) =>
    onequation(equation, (each, source, pass) => notes.set(each, { source, pass })),
  );
  const { head, lines, last } = program.written();
  return {
    text: String(program),
    head,
    last,
    lines: lines.map((text, at) => {
      const { source, pass } = notes.get(program.equations[at]) ?? { source: null, pass: "forward" };
      return { text, source, pass };
    }),
  };
}
