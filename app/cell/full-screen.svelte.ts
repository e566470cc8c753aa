/** An element over the whole screen; over the whole window where the browser gives no more (a phone's). */

export class FullScreen {
  readonly #element: () => HTMLElement;
  #on = $state(false);

  constructor(element: () => HTMLElement) {
    this.#element = element;
    $effect(() => {
      const follow = () => {
        if (document.fullscreenElement !== this.#element()) this.#on = false;
      };
      const leave = (event: KeyboardEvent) => {
        if (event.key === "Escape" && this.#on && !event.defaultPrevented) this.#leave();
      };
      document.addEventListener("fullscreenchange", follow);
      document.addEventListener("keydown", leave);
      return () => {
        document.removeEventListener("fullscreenchange", follow);
        document.removeEventListener("keydown", leave);
      };
    });
  }

  get on(): boolean {
    return this.#on;
  }

  toggle(): void {
    if (this.#on) {
      this.#leave();
      return;
    }
    this.#on = true;
    // Refused or unknown: the window is large too.
    if (document.fullscreenEnabled)
      this.#element()
        .requestFullscreen()
        .catch(() => undefined);
  }

  #leave(): void {
    this.#on = false;
    if (document.fullscreenElement !== null) void document.exitFullscreen();
  }
}
