/** One sound in the page: plays, pauses, goes to a place. The browser's sound is asked for at the first press of Play. */

export class Player {
  readonly #samples: () => Float32Array;
  readonly #rate: () => number;
  #context: AudioContext | null = null;
  #source: AudioBufferSourceNode | null = null;
  #startedAt = 0;
  #frame = 0;
  /** Seconds from the start. */
  #position = $state(0);
  #playing = $state(false);

  constructor(samples: () => Float32Array, rate: () => number) {
    this.#samples = samples;
    this.#rate = rate;
    // Another sound, or none: this one ends.
    $effect(() => {
      this.#samples();
      this.#rate();
      return () => {
        this.pause();
        this.#position = 0;
      };
    });
    $effect(() => () => void this.#context?.close());
  }

  get position(): number {
    return this.#position;
  }
  get playing(): boolean {
    return this.#playing;
  }
  get length(): number {
    return this.#samples().length / this.#rate();
  }

  play(): void {
    if (this.#playing || this.#samples().length === 0) return;
    if (this.#position >= this.length) this.#position = 0;
    this.#context ??= new AudioContext();
    // A context that was made before anyone pressed anything waits for it.
    void this.#context.resume();
    const buffer = this.#context.createBuffer(1, this.#samples().length, this.#rate());
    buffer.getChannelData(0).set(this.#samples());
    this.#source = new AudioBufferSourceNode(this.#context, { buffer });
    this.#source.connect(this.#context.destination);
    this.#source.start(0, this.#position);
    this.#startedAt = this.#context.currentTime - this.#position;
    this.#playing = true;
    this.#follow();
  }

  pause(): void {
    if (!this.#playing) return;
    cancelAnimationFrame(this.#frame);
    this.#source?.stop();
    this.#source?.disconnect();
    this.#source = null;
    this.#playing = false;
  }

  seek(seconds: number): void {
    const playing = this.#playing;
    this.pause();
    this.#position = Math.min(this.length, Math.max(0, seconds));
    if (playing) this.play();
  }

  #follow(): void {
    this.#frame = requestAnimationFrame(() => {
      if (this.#context === null) return;
      this.#position = Math.min(this.length, this.#context.currentTime - this.#startedAt);
      if (this.#position < this.length) this.#follow();
      else this.pause();
    });
  }
}
