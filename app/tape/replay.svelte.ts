/** Plays a recorded run from where time stands, the whole of it in some eight seconds, at the pace of the screen. */
import type { TapeRun } from "#worker/protocol.ts";

const WHOLE_MS = 8000;

export class Replay {
  isPlaying = $state(false);
  readonly #run: () => TapeRun;
  readonly #step: () => number;
  readonly #go: (step: number) => Promise<void>;

  constructor(run: () => TapeRun, step: () => number, go: (step: number) => Promise<void>) {
    this.#run = run;
    this.#step = step;
    this.#go = go;
  }

  toggle(): void {
    if (this.isPlaying) this.stop();
    else void this.#play();
  }

  stop(): void {
    this.isPlaying = false;
  }

  /** A method, since it may change at any await. */
  #goesOn(run: number): boolean {
    return this.isPlaying && this.#run().run === run;
  }

  async #play(): Promise<void> {
    this.isPlaying = true;
    const { run, kept } = this.#run();
    const end = kept.length - 1;
    const here = kept.findIndex((step) => step >= this.#step());
    const start = here < 0 || here >= end ? 0 : here;
    const began = performance.now();
    while (this.#goesOn(run)) {
      const at = Math.min(end, start + Math.floor(((performance.now() - began) / WHOLE_MS) * end));
      await this.#go(kept[at]);
      if (at >= end) break;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    this.isPlaying = false;
  }
}
