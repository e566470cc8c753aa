/** Remembers across a reload that a cell held the thread, so that it does not run by itself again. */
export class HangMark {
  readonly #key: string;
  constructor(notebook: string) {
    this.#key = `slope:hang:${notebook}`;
  }

  get isSet(): boolean {
    try {
      return localStorage.getItem(this.#key) !== null;
    } catch {
      return false;
    }
  }

  set(): void {
    this.#try((storage) => storage.setItem(this.#key, "1"));
  }

  clear(): void {
    this.#try((storage) => storage.removeItem(this.#key));
  }

  #try(write: (storage: Storage) => void): void {
    try {
      write(localStorage);
    } catch {
      // Without storage nothing is remembered, and nothing else breaks.
    }
  }
}
