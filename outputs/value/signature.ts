/** A function by the parameters it was written with: `(x, { rate = 0.1 })`. */

const MOST = 80;

// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- any function at all may be shown
export function signatureOf(f: Function): string {
  const source = Function.prototype.toString.call(f);
  if (/^class\b/.test(source)) return "class";
  const arrow = /^(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u.exec(source);
  if (arrow) return `(${arrow[1]})`;
  const start = source.indexOf("(");
  if (start < 0 || source.includes("[native code]")) return f.length === 0 ? "()" : "(…)";
  // Types have been blanked in place, which leaves gaps: `(x        , y)`.
  const text = source
    .slice(start, closing(source, start))
    .replace(/\s+/g, " ")
    .replace(/\s([,)])/g, "$1");
  return text.length > MOST ? `${text.slice(0, MOST)}…)` : text;
}

function closing(source: string, start: number): number {
  let depth = 0;
  for (let at = start; at < source.length; at += 1) {
    if ("([{".includes(source[at])) depth += 1;
    if (")]}".includes(source[at])) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return source.length;
}
