/** The numbers that stand in a cell's code, and what each becomes when it is dragged. Only text is changed, exactly where it stands. */
import { parser } from "@lezer/javascript";

/** A number in the code, with the minus before it. */
export interface Literal {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Whether a minus may stand here: not in `2 ** x`, `{ 2: x }` or `2.5.toFixed()`. */
  readonly maySign: boolean;
}

const typescript = parser.configure({ dialect: "ts" });
type SyntaxNode = ReturnType<ReturnType<typeof typescript.parse>["resolve"]>;

/** Decimal notation only: nobody drags a hexadecimal mask or a bigint. */
const decimal = /^(-?)(\d[\d_]*)?(\.?)(\d*)(?:([eE])([+-]?\d+))?$/;

/** Beyond these a double is 0 or Infinity. */
const EXPONENTS = { least: -300, most: 300 };
const MOST_DIGITS = 15;

/** @returns the numbers of the code in reading order; those in comments, strings and types are none */
export function literals(code: string): Literal[] {
  const found: Literal[] = [];
  typescript.parse(code).iterate({
    enter: ({ name, node }) => {
      if (name !== "Number") return;
      const literal = literalOf(code, node);
      if (literal) found.push(literal);
    },
  });
  return found;
}

/** The number that the offset stands in or touches. */
export function literalAt(code: string, offset: number): Literal | null {
  return literals(code).find(({ start, end }) => start <= offset && offset <= end) ?? null;
}

/**
 * The literal as many steps further. A step is one of its last digit: `0.05` goes by 0.01 and `3` by 1. One in scientific
 * notation keeps it and goes through the decades, so that it never reaches 0: `9e-4`, `1e-3`, `2e-3`.
 * @param tenths tenths of a step, whole; what is no whole step shows one digit more
 */
export function stepped(literal: Pick<Literal, "text" | "maySign">, tenths: number): string {
  const parts: readonly (string | undefined)[] | null = decimal.exec(literal.text);
  if (!parts || tenths === 0) return literal.text;
  const [, sign = "", whole = "", dot = "", given = "", e, exponent = ""] = parts;
  const isFine = tenths % 10 !== 0 && given.length < MOST_DIGITS;
  const fraction = isFine ? given + "0" : given;
  const steps = BigInt(isFine ? tenths : Math.round(tenths / 10));
  const digits = BigInt(whole.replaceAll("_", "") + fraction);
  const places = fraction.length;

  if (e !== undefined && digits >= 10n ** BigInt(places) && digits < 10n ** BigInt(places + 1)) {
    const walked = walk(digits, Number(exponent), places, sign === "-" ? -steps : steps);
    return `${sign}${written(walked.digits, places, dot)}${e}${exponentAs(exponent, walked.exponent)}`;
  }
  const signed = (sign === "-" ? -digits : digits) + steps;
  const value = signed < 0n && !literal.maySign && sign === "" ? 0n : signed;
  let text = written(value < 0n ? -value : value, places, dot);
  if (whole === "" && text.startsWith("0.")) text = text.slice(1);
  if (whole.includes("_")) text = text.replace(/^\d+/, (run) => run.replace(/\B(?=(\d{3})+$)/g, "_"));
  return (value < 0n ? "-" : "") + text + (e === undefined ? "" : e + exponent);
}

/** The code with another text for the number, and a space where two signs or two words would run together. */
export function withLiteral(code: string, { start, end }: Literal, text: string): string {
  const before = code.slice(0, start);
  const meets = text.startsWith("-") ? before.endsWith("-") : /[\p{ID_Continue}$]$/u.test(before);
  return before + (meets ? " " : "") + text + code.slice(end);
}

function literalOf(code: string, node: SyntaxNode): Literal | null {
  const parent = node.parent;
  if (!parent || parent.name === "LiteralType") return null;
  const minus = parent.name === "UnaryExpression" && code[node.from - 1] === "-";
  const start = minus ? node.from - 1 : node.from;
  const text = code.slice(start, node.to);
  const parts = decimal.exec(text);
  if (!parts || /__|_$|_[.e]/.test(text) || isOldOctal(text)) return null;
  return { start, end: node.to, text, maySign: minus || takesSign(code, parent, node) };
}

/** `010` is 8 in old scripts and an error in modules. */
const isOldOctal = (text: string) => /^-?0[\d_]/.test(text);

function takesSign(code: string, parent: SyntaxNode, node: SyntaxNode): boolean {
  const isFirst = parent.firstChild?.from === node.from;
  switch (parent.name) {
    case "BinaryExpression":
      return !(isFirst && code.slice(node.to).trimStart().startsWith("**"));
    case "UnaryExpression": // `!3`, `+3`, and `- 3` with a gap.
      return false;
    case "MemberExpression":
      return !isFirst;
    case "Property":
    case "PropertyDeclaration":
    case "MethodDeclaration":
      return !isFirst;
    default:
      return true;
  }
}

/** Nine tens of the last place are one decade. */
function walk(digits: bigint, exponent: number, places: number, steps: bigint) {
  const one = 10n ** BigInt(places);
  const decade = 9n * one;
  const at = BigInt(exponent) * decade + (digits - one) + steps;
  const least = BigInt(EXPONENTS.least) * decade;
  const most = BigInt(EXPONENTS.most) * decade;
  const held = at < least ? least : at > most ? most : at;
  const inDecade = ((held % decade) + decade) % decade;
  return { digits: inDecade + one, exponent: Number((held - inDecade) / decade) };
}

function written(digits: bigint, places: number, dot: string): string {
  const all = digits.toString().padStart(places + 1, "0");
  const whole = all.slice(0, all.length - places);
  return places > 0 ? `${whole}.${all.slice(all.length - places)}` : whole + dot;
}

/** A written plus stays. */
function exponentAs(given: string, exponent: number): string {
  return given.startsWith("+") && exponent >= 0 ? `+${exponent}` : String(exponent);
}
