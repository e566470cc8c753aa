/**
 * The kernel's pulse, felt for as long as something runs or an answer is owed. It counts beats, not time: a page that slept has missed
 * none of them.
 */
const PULSE_MS = 500;
/** After so many beats without an answer a cell is said to hold the thread. */
const BEATS_OF_SILENCE = 3;

interface Patient {
  /** Resolves when the kernel has answered; rejects where there is none. */
  ping(): Promise<void>;
  /** True while cells are queued or running. */
  isBusy(): boolean;
  /** Every beat of a silence. */
  onsilence(seconds: number): void;
  /** Now and then in a silence: time to look whether anybody is there at all. */
  ondoubt(): void;
  /** A silence that was told has ended. */
  onreturn(): void;
}

export class Pulse {
  readonly #patient: Patient;
  #timer: ReturnType<typeof setInterval> | null = null;
  /** True from a question until the next answer: a cell may hold the thread before it is ever reported as running. */
  #isOwed = false;
  /** When the question went out that has no answer yet. */
  #askedAt: number | null = null;
  #missedBeats = 0;
  #isSilent = false;
  /** Answers to what was asked before a reset are those of another kernel. */
  #life = 0;

  constructor(patient: Patient) {
    this.#patient = patient;
  }

  /** A question was asked: the next beat wants an answer. */
  owe(): void {
    this.#isOwed = true;
    this.watch();
  }

  watch(): void {
    this.#timer ??= setInterval(() => this.#beat(), PULSE_MS);
  }

  /** Whoever was asked is gone. */
  reset(): void {
    this.#life += 1;
    this.#askedAt = null;
    this.#isOwed = this.#isSilent = false;
    this.#rest();
  }

  #beat(): void {
    if (this.#askedAt === null) {
      if (this.#isOwed || this.#patient.isBusy()) this.#ask();
      else this.#rest();
      return;
    }
    this.#missedBeats += 1;
    if (this.#missedBeats < BEATS_OF_SILENCE) return;
    this.#isSilent = true;
    const seconds = Math.round((performance.now() - this.#askedAt) / 1000);
    if (this.#missedBeats % BEATS_OF_SILENCE === 0) this.#patient.ondoubt();
    this.#patient.onsilence(seconds);
  }

  #ask(): void {
    this.#askedAt = performance.now();
    this.#missedBeats = 0;
    const life = this.#life;
    this.#patient.ping().then(
      () => {
        if (life === this.#life) this.#answered();
      },
      () => undefined, // A kernel that could not start has said so elsewhere.
    );
  }

  #answered(): void {
    this.#askedAt = null;
    this.#isOwed = false;
    if (!this.#isSilent) return;
    this.#isSilent = false;
    this.#patient.onreturn();
  }

  #rest(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
