/**
 * A sandbox in waiting. It is begun as soon as a kernel is late with an answer, so that ending that kernel costs nobody the boot of the
 * next one, and a notebook in which nothing ever hangs pays for one kernel only.
 */
import type { Sandbox } from "./sandbox.ts";

export class Spare {
  readonly #create: () => Promise<Sandbox>;
  #made: Promise<Sandbox | null> | null = null;

  constructor(create: () => Promise<Sandbox>) {
    this.#create = create;
  }

  /** Begins one, unless one is waiting. */
  prepare(): void {
    this.#made ??= this.#create().catch(() => null); // Whoever takes it tries again, and tells why it fails.
  }

  /** The one that waits, where it is still alive; otherwise a new one. */
  async take(): Promise<Sandbox> {
    const waiting = this.#made;
    this.#made = null;
    const sandbox = await waiting;
    // A process that ran out of memory may have taken the frame in waiting with it.
    if (sandbox && (await sandbox.isThere())) return sandbox;
    sandbox?.destroy();
    return this.#create();
  }

  /** The kernel has answered after all. */
  drop(): void {
    const waiting = this.#made;
    this.#made = null;
    void waiting?.then((sandbox) => sandbox?.destroy());
  }
}
