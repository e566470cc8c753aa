/** Numbers that the prose states and the lesson's own code must bear out: `:claim[0.97]{of="learned.accuracy" within=0.02}`. */
import type { Bound, Claim, Quantity } from "./lesson.ts";

/** A claim whose number or bound cannot be read. The parser adds where. */
export class ClaimError extends Error {
  override readonly name = "ClaimError";
}

/**
 * @param text the number as printed: `1,297`, `97%`, `6.7e-3`, `[2, 4, 6]`
 * @param attributes what stands in the braces
 * @throws ClaimError
 */
export function readClaim(id: Claim["id"], text: string, attributes: Attributes): Claim {
  const { of, ...bounds } = attributes;
  if (!of?.trim()) {
    throw new ClaimError(`the claim \`${text}\` names nothing to measure. Write {of="expression"}.`);
  }
  return { id, text, of: of.trim(), want: readQuantity(text), bound: readBound(text, bounds) };
}

type Attributes = Readonly<Record<string, string | null | undefined>>;
type Attribute = [name: string, value: string | null | undefined];

function readBound(text: string, bounds: Attributes): Bound {
  const [first, ...rest] = Object.entries(bounds) as [Attribute?, ...Attribute[]];
  if (!first) return { type: "within", distance: halfLastDigit(text) };
  const [name, value] = first;
  if (rest.length > 0) throw new ClaimError("a claim has one bound: within=, atLeast or atMost.");
  switch (name) {
    case "within":
      return { type: "within", distance: readNumber(value ?? "") };
    case "atLeast":
    case "atMost":
      if (value) throw new ClaimError(`\`${name}\` stands alone: the number printed is the bound.`);
      return { type: name };
    default:
      throw new ClaimError(`\`${name}\` is no part of a claim. It has of=, within=, atLeast and atMost.`);
  }
}

const printed =
  /^[-−+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.(?<decimals>\d+))?(?:e(?<exponent>[-−+]?\d+))? ?(?<percent>%)?$/;

function readNumber(text: string): number {
  const found = printed.exec(text.trim());
  if (!found)
    throw new ClaimError(`\`${text}\` is not a number. Write it as 0.97, 1,297, 97%, 6.7e-3 or [2, 4, 6].`);
  const number = Number(text.replace(/[,%\s]/g, "").replace(/−/g, "-"));
  return text.trimEnd().endsWith("%") ? number / 100 : number;
}

function readQuantity(text: string): Quantity {
  const inside = /^\[(.*)\]$/s.exec(text.trim());
  return inside ? splitList(inside[1]).map(readQuantity) : readNumber(text);
}

/** The items of `2, 4, [6, 8]`: split at a comma and a space outside brackets, so that 1,297 stays one number. */
function splitList(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let item = "";
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === "[") depth += 1;
    if (character === "]") depth -= 1;
    if (character === "," && depth === 0 && /^(\s|$)/.test(text.slice(index + 1))) {
      items.push(item.trim());
      item = "";
    } else {
      item += character;
    }
  }
  return item.trim() === "" ? items : [...items, item.trim()];
}

/** What rounding can hide: half a unit of the last digit printed, nothing in a whole number. In a list, the most of any item. */
function halfLastDigit(text: string): number {
  const numbers = text.split(/[[\]\s]+|,(?=\s)/).map((item) => item.replace(/,$/, ""));
  const halves = numbers.map((item) => {
    const { decimals, exponent, percent } = partsOf(item);
    if (decimals === undefined && exponent === undefined && percent === undefined) return 0;
    const lastDigit = Number((exponent ?? "0").replace("−", "-")) - (decimals ?? "").length;
    return (0.5 * 10 ** lastDigit) / (percent === undefined ? 1 : 100);
  });
  return Math.max(...halves);
}

function partsOf(item: string): { decimals?: string; exponent?: string; percent?: string } {
  return printed.exec(item)?.groups ?? {};
}

/** Whether a value found by running bears the claim out. NaN and a value of another shape never do. */
export function claimHolds(claim: Claim, value: unknown): boolean {
  return holds(claim.want, value, claim.bound);
}

function holds(want: Quantity, value: unknown, bound: Bound): boolean {
  if (typeof want !== "number") {
    return (
      Array.isArray(value) &&
      value.length === want.length &&
      want.every((item, index) => holds(item, value[index], bound))
    );
  }
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  // Tensors are float32 by default: a bound met to their 7 digits is met.
  const slack = 1e-6 * Math.abs(want);
  switch (bound.type) {
    case "within":
      return Math.abs(value - want) <= bound.distance + slack;
    case "atLeast":
      return value >= want - slack;
    case "atMost":
      return value <= want + slack;
  }
}

/** The claim in words: `0.97 within 0.02`, `at least 0.95`. */
export function wantText(claim: Claim): string {
  switch (claim.bound.type) {
    case "within":
      if (claim.bound.distance === 0) return claim.text;
      return `${claim.text} within ${Number(claim.bound.distance.toPrecision(3))}`;
    case "atLeast":
      return `at least ${claim.text}`;
    case "atMost":
      return `at most ${claim.text}`;
  }
}
