/**
 * One parse of a cell's TypeScript, by acorn. What acorn says about a mistake is turned into a sentence for a learner, at the
 * very token.
 */
import { Parser, type Comment, type Program } from "acorn";
import { tsPlugin } from "@sveltejs/acorn-typescript";
import type { Problem, Range } from "../protocol.ts";

const TypeScriptParser = Parser.extend(tsPlugin());

export interface Parsed {
  readonly program: Program;
  readonly comments: readonly Range[];
}

/** @returns the tree, or the one problem that kept it from being read */
export function parse(code: string): Parsed | Problem {
  const comments: Comment[] = [];
  try {
    const program = TypeScriptParser.parse(code, {
      ecmaVersion: "latest",
      sourceType: "module",
      allowAwaitOutsideFunction: true,
      // The TypeScript plug-in reads line positions while it looks ahead.
      locations: true,
      onComment: comments,
    });
    return { program, comments };
  } catch (error) {
    if (isAcornError(error)) return explain(error, code);
    throw error;
  }
}

interface AcornError extends SyntaxError {
  pos: number;
  raisedAt: number;
}

function isAcornError(error: unknown): error is AcornError {
  return error instanceof SyntaxError && "pos" in error && "raisedAt" in error;
}

function explain(error: AcornError, code: string): Problem {
  const said = error.message.replace(/ \(\d+:\d+\)$/, "");
  const range = tokenRange(code, error.pos, error.raisedAt);
  const token = code.slice(range.start, range.end).trim();
  const known = explanations.find(({ when }) => when.test(said));
  const [message, help] = known
    ? known.say(token, said, code)
    : [`This cannot be read: ${lowerFirst(said)}.`, null];
  return { severity: "error", message, help, range };
}

/** Never empty: at the end of the text the last visible character carries the mark. */
function tokenRange(code: string, pos: number, raisedAt: number): Range {
  const word = /[\p{ID_Continue}$]+/uy;
  word.lastIndex = pos;
  const match = word.exec(code);
  if (match) return { start: pos, end: pos + match[0].length };
  const end = Math.min(raisedAt, lineEnd(code, pos));
  if (pos < end) return { start: pos, end };
  const last = code.trimEnd().length;
  return pos < last ? { start: pos, end: pos + 1 } : { start: Math.max(0, last - 1), end: last };
}

function lineEnd(code: string, from: number): number {
  const newline = code.indexOf("\n", from + 1);
  return newline < 0 ? code.length : newline;
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

interface Explanation {
  readonly when: RegExp;
  say(token: string, said: string, code: string): [message: string, help: string | null];
}

const explanations: readonly Explanation[] = [
  { when: /^Unexpected token/, say: unexpected },
  {
    when: /^Identifier '(.*)' has already been declared/,
    say: (token) => [
      `\`${token}\` is declared twice in this cell.`,
      "Give one of the two another name, or assign to the first without `const` or `let`.",
    ],
  },
  {
    when: /^Unterminated string/,
    say: () => [
      "This text has no closing quote.",
      "Close it on the same line, or use backquotes for a text of several lines.",
    ],
  },
  { when: /^Unterminated template/, say: () => ["This text has no closing backquote.", null] },
  { when: /^Unterminated comment/, say: () => ["This comment has no closing `*/`.", null] },
  { when: /^Unterminated regular/, say: () => ["This regular expression has no closing `/`.", null] },
  {
    when: /^Invalid number|^Identifier directly after number/,
    say: (token) => [
      `\`${token}\` is not a number.`,
      "A name cannot begin with a digit, nor a number with 0.",
    ],
  },
  {
    when: /^'return' outside of function/,
    say: () => [
      "`return` stands outside of a function.",
      "A cell shows its last expression: write the value on the last line.",
    ],
  },
  {
    when: /keyword 'yield' is reserved|yield.*outside/i,
    say: () => [
      "`yield` stands outside of a generator.",
      "Wrap the loop: `const run = (function* () { ... yield loss; })();`",
    ],
  },
  {
    when: /^Assigning to rvalue|^Invalid left-hand side/,
    say: (token) => [`Nothing can be assigned to \`${token}\`.`, "To compare, write `===`."],
  },
  {
    when: /await/i,
    say: () => ["`await` cannot stand here.", "Only a cell itself or an `async` function can wait."],
  },
  {
    when: /^The keyword '(.*)' is reserved/,
    say: (token) => [`\`${token}\` is a word of the language and cannot be a name.`, null],
  },
  {
    when: /^'with' in strict mode|^Deleting local variable/,
    say: (token) => [`\`${token}\` is not allowed in modern JavaScript.`, null],
  },
  {
    when: /^Unsyntactic (break|continue)/,
    say: (token) => [`\`${token}\` stands outside of a loop.`, null],
  },
];

const closing: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

function unexpected(token: string, _said: string, code: string): [string, string | null] {
  const open = unclosed(code);
  if (open !== null && code.trimEnd().endsWith(token)) {
    return [`The cell ends inside a \`${open}\`.`, `Close it with \`${closing[open] ?? ""}\`.`];
  }
  if (/^[)\]}]$/.test(token)) return [`There is nothing that this \`${token}\` closes.`, null];
  return [
    `\`${token}\` is not expected here.`,
    "Look at what stands just before it: something is missing or too much.",
  ];
}

/** The innermost bracket that is still open at the end, counted without strings and comments: a guess, good enough for a hint. */
function unclosed(code: string): string | null {
  const bare = code.replace(
    /\/\/.*|\/\*[^]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g,
    "",
  );
  const open: string[] = [];
  for (const char of bare) {
    if (char in closing) open.push(char);
    else if (open.length > 0 && closing[open.at(-1)!] === char) open.pop();
  }
  return open.at(-1) ?? null;
}
