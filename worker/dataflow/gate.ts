/** Pause: while the gate is closed every generator rests before its next step, and each may be let through for one step at a time. */
export class Gate {
  isClosed = false;
  /** How many single steps have been asked for so far. */
  steps = 0;
  #wake = () => {};
  #changed = this.#nextChange();

  close(): void {
    this.isClosed = true;
  }

  open(): void {
    this.isClosed = false;
    this.knock();
  }

  /** Closes it, after one step of everyone who waits. */
  letOneThrough(): void {
    this.isClosed = true;
    this.steps += 1;
    this.knock();
  }

  /** Has everyone who waits look again: one of them may have been stopped. */
  knock(): void {
    this.#wake();
    this.#changed = this.#nextChange();
  }

  /**
   * Waits until the gate is open, a step is allowed beyond those taken, or there is nothing to wait for any more.
   * @param taken how many of the single steps the caller has had
   * @returns how many it has had now
   */
  async passage(taken: number, isOver: () => boolean): Promise<number> {
    while (this.isClosed && this.steps <= taken && !isOver()) await this.#changed;
    return this.isClosed ? Math.min(taken + 1, this.steps) : this.steps;
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }
}
