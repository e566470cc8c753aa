/** What a cell printed, bounded: the first lines and the last ones, so that an endless print neither grows nor floods. */

export type Stream = "log" | "warn" | "error";

export interface Line {
  readonly stream: Stream;
  readonly text: string;
}

/** The payload of the output kind `text`. */
export interface PrintedText {
  readonly first: readonly Line[];
  readonly last: readonly Line[];
  readonly dropped: number;
}

const LINES = 200;
/** Each of the two parts; UTF-16 code units at two bytes each give 256 KB a cell. */
const PART_LENGTH = 65_536;
const LINE_LENGTH = 8_192;

export class PrintedLines {
  readonly #first: Line[] = [];
  #firstLength = 0;
  #firstIsFull = false;
  readonly #last: Line[] = [];
  #lastLength = 0;
  #dropped = 0;

  print(stream: Stream, text: string): void {
    for (const line of text.split("\n")) this.#add({ stream, text: cut(line) });
  }

  #add(line: Line): void {
    if (!this.#firstIsFull) {
      this.#firstIsFull = this.#first.length >= LINES || this.#firstLength + line.text.length > PART_LENGTH;
    }
    if (!this.#firstIsFull) {
      this.#first.push(line);
      this.#firstLength += line.text.length;
      return;
    }
    this.#last.push(line);
    this.#lastLength += line.text.length;
    while (this.#last.length > LINES || this.#lastLength > PART_LENGTH) {
      this.#lastLength -= this.#last.shift()!.text.length;
      this.#dropped += 1;
    }
  }

  payload(): PrintedText {
    return { first: [...this.#first], last: [...this.#last], dropped: this.#dropped };
  }
}

function cut(line: string): string {
  if (line.length <= LINE_LENGTH) return line;
  return `${line.slice(0, LINE_LENGTH)}... (${line.length - LINE_LENGTH} more characters)`;
}
