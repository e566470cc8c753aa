/** What to try when JavaScript itself complains: one sentence for each mistake that learners really make. */
import { nearestName } from "../analysis/nearest.ts";
import { asksNothing } from "./firefox.ts";

type Help = (match: RegExpExecArray, members: readonly string[]) => string;

const table: readonly [name: RegExp, message: RegExp, help: Help][] = [
  [
    /TypeError/,
    /^Cannot read properties of (undefined|null) \(reading '(.*)'\)/,
    (m) => `What stands before \`.${m[2]}\` is ${m[1]}: print it with console.log to see where it is lost.`,
  ],
  [
    /TypeError/,
    asksNothing,
    (m) => `What stands before \`.${m[1]}\` is ${m[2]}: print it with console.log to see where it is lost.`,
  ],
  [
    /TypeError/,
    /^Cannot set properties of (undefined|null) \(setting '(.*)'\)/,
    (m) => `What stands before \`.${m[2]}\` is ${m[1]}: make the object first.`,
  ],
  [/TypeError/, /^(.*) is (?:undefined|null)$/, (m) => `Print what leads to \`${m[1]}\` with console.log.`],
  [
    /TypeError/,
    /^(?:.*\.)?([\w$]+) is not a function/,
    (m, members) => {
      const nearest = m[0].includes(".") && !members.includes(m[1]) ? nearestName(m[1], members) : null;
      if (nearest !== null) return `Did you mean \`${nearest}\`?`;
      return `Only functions can be called. Is \`${m[1]}\` spelled right, and does what stands before it have one?`;
    },
  ],
  [/TypeError/, /is not a constructor/, () => "Leave out `new`: this is called like a function, if at all."],
  [
    /TypeError/,
    /is not iterable/,
    () =>
      "Only lists can be looped over or spread: an array, a Set, `steps(100)`, or `x.tolist()` of a tensor.",
  ],
  [
    /TypeError/,
    /^Assignment to constant variable|invalid assignment to const/,
    () => "Declare it with `let` instead of `const`.",
  ],
  [/TypeError/, /mix BigInt/, () => "Leave out the `n`: `1` is a number, `1n` is not."],
  [/TypeError/, /^Failed to fetch|^NetworkError|\bfetch\b/, () => noNetwork],
  [/SecurityError|NotSupportedError/, /./, () => noNetwork],
  [
    /ReferenceError/,
    /^Cannot access '(.*)' before initialization|^can't access lexical declaration '(.*)'/,
    (m) => `\`${m.slice(1).join("")}\` is used above the line that declares it: move that line up.`,
  ],
  [/ReferenceError/, /^(.*) is not defined/, (m) => `Declare \`${m[1]}\` first: \`const ${m[1]} = ...\`.`],
  [
    /RangeError|InternalError/,
    /call stack|too much recursion/,
    () => "A function calls itself without end: give it a case in which it stops.",
  ],
  [
    /RangeError/,
    /^Invalid (?:typed )?array length|allocation failed/i,
    () => "This would be larger than memory allows: try a smaller size.",
  ],
  [/AbortError/, /./, () => "It was stopped before it was done."],
];

const noNetwork =
  'A notebook runs in a sandbox without network and storage. Data comes with `await dataset("digits")`.';

export function helpFor(name: string, message: string, members: readonly string[]): string | null {
  for (const [names, messages, help] of table) {
    const match = names.test(name) ? messages.exec(message) : null;
    if (match) return help(match, members);
  }
  return null;
}
