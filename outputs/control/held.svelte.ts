/** The value under the learner's hand: it never jumps back to an older one that the kernel echoes while it moves. */

export class Held<Value> {
  readonly #given: () => Value;
  readonly #send: (value: Value) => void;
  /** What the learner chose and the kernel has not said back yet. */
  #moved = $state.raw<{ readonly value: Value } | null>(null);
  #frame: number | null = null;

  /**
   * @param given the payload's value
   * @param send called with the newest value, at most once a frame
   */
  constructor(given: () => Value, send: (value: Value) => void) {
    this.#given = given;
    this.#send = send;
    $effect(() => {
      if (this.#moved && same(this.#moved.value, this.#given())) this.#moved = null;
    });
    // What was moved last is sent even when the view goes.
    $effect(() => () => this.#flush());
  }

  get value(): Value {
    return this.#moved ? this.#moved.value : this.#given();
  }

  set value(value: Value) {
    this.#moved = { value };
    this.#frame ??= requestAnimationFrame(() => this.#flush());
  }

  #flush(): void {
    if (this.#frame === null) return;
    cancelAnimationFrame(this.#frame);
    this.#frame = null;
    if (this.#moved) this.#send(this.#moved.value);
  }
}

function same(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((item, at) => item === b[at]);
}
