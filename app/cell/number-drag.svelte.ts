/**
 * A number in the code under the learner's hand: dragged sideways, or stepped with the keyboard. The code follows at once, the cell as fast
 * as it runs, and the whole movement is one step of undo.
 */
import type { Literal } from "../document/literals.ts";
import type { Cell } from "../notebook/cell.svelte.ts";
import type { Notebook } from "../notebook/notebook.svelte.ts";
import { syntax } from "./syntax.svelte.ts";

/** How far the pointer goes for one step of the last digit. */
const PIXELS_A_STEP = 5;
/** Less is a click, or the trembling of a finger. */
const THRESHOLD = { mouse: 3, touch: 8 };

/** One movement: every text of it is made from the code as it was before, so that nothing drifts. */
interface Movement {
  readonly before: string;
  readonly literal: Literal;
  after: string;
  tenths: number;
}

interface Grip {
  readonly pointer: number;
  readonly literal: Literal;
  readonly threshold: number;
  readonly from: number;
  x: number;
  /** What is left of a movement that was less than a tenth of a step. */
  rest: number;
  isMoving: boolean;
}

export class NumberDrag {
  /** Where the number stands in the code as it is now. */
  held = $state.raw<{ readonly start: number; readonly end: number } | null>(null);
  isDragging = $state(false);
  /** What those who listen hear while they step with the keyboard. */
  said = $state("");
  readonly #cell: () => Cell;
  readonly #notebook: () => Notebook;
  #grip: Grip | null = null;
  #movement: Movement | null = null;
  readonly #done: Movement[] = [];
  #isFollowing = false;
  #endedAt = -Infinity;

  constructor(cell: () => Cell, notebook: () => Notebook) {
    this.#cell = cell;
    this.#notebook = notebook;
  }

  /** True for the click that the browser makes of a drag's end. */
  get wasDrag(): boolean {
    return performance.now() - this.#endedAt < 80;
  }

  /** @param offset where in the code the pressed number begins */
  press(event: PointerEvent, offset: number): void {
    const literal = syntax()?.literalAt(this.#cell().code, offset);
    if (!literal || event.button !== 0 || !event.isPrimary) return;
    this.release();
    const threshold = event.pointerType === "mouse" ? THRESHOLD.mouse : THRESHOLD.touch;
    this.#grip = {
      pointer: event.pointerId,
      literal,
      threshold,
      from: event.clientX,
      x: event.clientX,
      rest: 0,
      isMoving: false,
    };
  }

  move(event: PointerEvent, element: HTMLElement): void {
    const grip = this.#grip;
    if (grip?.pointer !== event.pointerId) return;
    if (!grip.isMoving) {
      if (Math.abs(event.clientX - grip.from) < grip.threshold) return;
      grip.isMoving = true;
      grip.x = event.clientX;
      // The coloured text is made anew with every step; only the element around it stays.
      element.setPointerCapture(event.pointerId);
      element.focus({ preventScroll: true });
      this.#begin(grip.literal);
      this.isDragging = true;
      return;
    }
    const pixels = event.clientX - grip.x + grip.rest;
    const pace = tenthsAStep(event);
    const steps = Math.trunc(pixels / PIXELS_A_STEP);
    grip.x = event.clientX;
    grip.rest = pixels - steps * PIXELS_A_STEP;
    if (steps !== 0) this.#go(steps * pace);
  }

  /** The pointer is up, or the browser has taken it to scroll. */
  release(): void {
    if (this.#grip?.isMoving) this.#endedAt = performance.now();
    this.#grip = null;
    this.#end();
  }

  /** @returns whether the key was meant for a number */
  key(event: KeyboardEvent): boolean {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z")
      return this.#undo();
    if (!event.altKey || event.ctrlKey || event.metaKey) return false;
    if (event.key === "ArrowRight") return this.#choose(1);
    if (event.key === "ArrowLeft") return this.#choose(-1);
    const direction = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (direction === 0 || (!this.held && !this.#choose(1))) return false;
    if (!this.#movement) {
      const literal = syntax()?.literalAt(this.#cell().code, this.held!.end);
      if (!literal) return false;
      this.#begin(literal);
    }
    this.#go(direction * (event.shiftKey ? 100 : 10));
    return true;
  }

  #choose(by: 1 | -1): boolean {
    const all = syntax()?.literals(this.#cell().code) ?? [];
    if (all.length === 0) return false;
    const at = all.findIndex(({ end }) => end === this.held?.end);
    this.#end();
    const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length;
    this.held = all[next];
    this.said = all[next].text;
    return true;
  }

  #begin(literal: Literal): void {
    const { code } = this.#cell();
    this.#movement = { before: code, literal, after: code, tenths: 0 };
    this.held = literal;
  }

  #go(tenths: number): void {
    const [cell, movement, reader] = [this.#cell(), this.#movement, syntax()];
    if (!movement || !reader) return;
    // Someone else has changed the text meanwhile: a reset, another tab.
    if (cell.code !== movement.after) {
      this.release();
      return;
    }
    movement.tenths += tenths;
    const text = reader.stepped(movement.literal, movement.tenths);
    const code = reader.withLiteral(movement.before, movement.literal, text);
    const end = code.length - (movement.before.length - movement.literal.end);
    movement.after = code;
    this.held = { start: end - text.length, end };
    this.said = text;
    this.#write(code);
  }

  #end(): void {
    const movement = this.#movement;
    if (movement && movement.after !== movement.before) this.#done.push(movement);
    this.#movement = null;
    this.held = null;
    this.isDragging = false;
  }

  #undo(): boolean {
    this.#end();
    const last = this.#done.pop();
    if (last?.after !== this.#cell().code) return false;
    this.said = last.literal.text;
    this.#write(last.before);
    return true;
  }

  #write(code: string): void {
    this.#notebook().write(this.#cell(), code);
    void this.#follow();
  }

  /** One question is on its way at a time, and asks for the newest text: nothing piles up, the last text is always run. */
  async #follow(): Promise<void> {
    const [cell, notebook] = [this.#cell(), this.#notebook()];
    if (this.#isFollowing || cell.run === "manual") return;
    this.#isFollowing = true;
    try {
      for (let asked = ""; asked !== cell.code;) {
        asked = cell.code;
        await notebook.follow(cell);
        await new Promise(requestAnimationFrame);
      }
    } finally {
      this.#isFollowing = false;
    }
  }
}

/** Shift goes by ten, Alt by a tenth. */
function tenthsAStep({ shiftKey, altKey }: PointerEvent): number {
  return shiftKey ? 100 : altKey ? 1 : 10;
}
