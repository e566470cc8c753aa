/** Keys as people write them, `Ctrl+Shift+P`, `d d`, and whether what was pressed is them. */

/** What a keyboard event is of this. */
export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** How long the second key of `d d` may take. */
const TOGETHER_MS = 900;

/** `Mod` is Ctrl, and the command key where there is one. */
export function chordOf({ key, ctrlKey, metaKey, shiftKey, altKey }: Pressed): string | null {
  if (["Control", "Shift", "Alt", "Meta", "AltGraph"].includes(key)) return null;
  const isSign = key.length === 1 && !/[a-z0-9 ]/i.test(key);
  const name = key === " " ? "Space" : key.length === 1 ? key.toLowerCase() : key;
  const marks = [
    ctrlKey || metaKey ? "Mod" : "",
    altKey ? "Alt" : "",
    // A sign such as ? has its Shift in it already, unless it comes with others.
    shiftKey && (!isSign || ctrlKey || metaKey || altKey) ? "Shift" : "",
  ];
  return [...marks.filter((mark) => mark !== ""), name].join("+");
}

/** Follows what is pressed, one chord after the other. */
export class Sequence {
  #pressed: string[] = [];
  #last = -Infinity;

  /**
   * @param all the sequences that mean something now
   * @returns the one that is complete; whether it is the beginning of one
   */
  press(chord: string, all: readonly string[], now: number): { found: string | null; isWaiting: boolean } {
    const isLate = now - this.#last > TOGETHER_MS;
    this.#last = now;
    for (const pressed of [[...(isLate ? [] : this.#pressed), chord], [chord]]) {
      const text = pressed.join(" ");
      if (all.includes(text)) {
        this.#pressed = [];
        return { found: text, isWaiting: false };
      }
      if (all.some((sequence) => sequence.startsWith(`${text} `))) {
        this.#pressed = pressed;
        return { found: null, isWaiting: true };
      }
    }
    this.#pressed = [];
    return { found: null, isWaiting: false };
  }
}

/** For reading: `Ctrl+Shift+P`, on a Mac `⇧⌘P`. */
export function written(keys: string, isMac: boolean): string {
  const names: Readonly<Record<string, string>> = {
    ArrowUp: "↑",
    ArrowDown: "↓",
    Mod: isMac ? "⌘" : "Ctrl",
    Alt: isMac ? "⌥" : "Alt",
    Shift: isMac ? "⇧" : "Shift",
    Escape: "Esc",
  };
  return keys
    .split(" ")
    .map((chord) =>
      chord
        .split(/(?<=.)\+/)
        .map((name) => names[name] ?? (name.length === 1 ? name.toUpperCase() : name))
        .join(isMac ? "" : "+"),
    )
    .join(" ");
}
