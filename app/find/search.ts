/** Where a few words stand in a text, and the text with others in their place. */

export interface Stretch {
  readonly start: number;
  readonly end: number;
}

export interface Sought {
  readonly words: string;
  readonly isCased: boolean;
  /** Not within a longer word: `w` is not in `weight`. */
  readonly isWhole: boolean;
}

/** @returns every place, none over another; none for no words */
export function placesIn(text: string, sought: Sought): readonly Stretch[] {
  if (sought.words === "") return [];
  return [...text.matchAll(patternOf(sought))].map(({ 0: found, index }) => ({
    start: index,
    end: index + found.length,
  }));
}

/** @param places as `placesIn` gives them */
export function replaced(text: string, places: readonly Stretch[], by: string): string {
  // From the end, so that no place moves one before it.
  return places.toReversed().reduce((now, { start, end }) => now.slice(0, start) + by + now.slice(end), text);
}

/** The words are taken as they are; letters of any script, digits, _ and $ make a word longer. */
function patternOf({ words, isCased, isWhole }: Sought): RegExp {
  const literal = words.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
  const wordly = String.raw`[\p{L}\p{N}_$]`;
  const edge = (isStart: boolean) => (isStart ? `(?<!${wordly})` : `(?!${wordly})`);
  return new RegExp(isWhole ? edge(true) + literal + edge(false) : literal, isCased ? "gu" : "giu");
}
