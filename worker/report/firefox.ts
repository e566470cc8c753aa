/**
 * Where Firefox counts to in a cell, moved to where Chromium does: from the object to the property that it lacks, from a call's bracket to
 * the function that is called.
 */

/** Firefox names the property that was asked of nothing; Chromium says the same with other words. */
export const asksNothing = /^can't access property "(.*?)"(?:, .* is| of) (undefined|null)$/;

/** @param message what the error says, for the innermost place; null for the calls that led there */
export function markedAt(code: string, offset: number, message: string | null): number {
  if (code[offset] === "(") return calleeBefore(code, offset);
  const property = message === null ? null : asksNothing.exec(message)?.[1];
  if (!property) return offset;
  const start = propertyAfter(code, offset, property);
  return start === -1 ? offset : start;
}

function calleeBefore(code: string, bracket: number): number {
  const name = /[\p{ID_Continue}$#]+\s*$/u.exec(code.slice(0, bracket));
  return name ? name.index : bracket;
}

/** The first of its name behind a dot, from here on. */
function propertyAfter(code: string, offset: number, property: string): number {
  for (const { index, 0: whole, 1: name } of code.slice(offset).matchAll(/\.\s*([\p{ID_Continue}$#]+)/gu)) {
    if (name === property) return offset + index + whole.length - name.length;
  }
  return -1;
}
