/** A lesson file that cannot be built. Its message opens with `file:line:column`, which editors turn into a link. */

export interface Place {
  readonly line: number;
  readonly column: number;
}

export class LessonError extends Error {
  override readonly name = "LessonError";
  readonly file: string;
  readonly line: number;
  readonly column: number;

  /** @param text what is wrong, then what to do about it */
  constructor(file: string, place: Place, text: string) {
    super(`${file}:${place.line}:${place.column}: ${text}`);
    this.file = file;
    this.line = place.line;
    this.column = place.column;
  }
}
