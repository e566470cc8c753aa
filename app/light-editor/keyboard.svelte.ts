/** How much of the window's lower end the on-screen keyboard covers, in pixels. */
import { createSubscriber } from "svelte/reactivity";

export function keyboardHeight(): { readonly height: number } {
  const subscribe = createSubscriber((update) => {
    const view = visualViewport;
    view?.addEventListener("resize", update);
    view?.addEventListener("scroll", update);
    return () => {
      view?.removeEventListener("resize", update);
      view?.removeEventListener("scroll", update);
    };
  });
  return {
    get height() {
      subscribe();
      const view = visualViewport;
      // Zoomed in, the rest of the window is not keyboard.
      if (!view || view.scale > 1.01) return 0;
      return Math.max(0, Math.round(innerHeight - view.height - view.offsetTop));
    },
  };
}
