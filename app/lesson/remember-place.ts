/** Tells which section is being read, a moment after scrolling has stopped: where "continue" leads on the next visit. */
import type { Attachment } from "svelte/attachments";

const REST_MS = 600;
/** A section, exercise or question is being read when its beginning has passed this line. */
const LINE = 0.35;

/** @param visit called with the heading's address, null above the first one */
export function rememberPlace(visit: (place: string | null) => void): Attachment<HTMLElement> {
  return (page) => {
    let timer: ReturnType<typeof setTimeout> | undefined;

    function look() {
      const line = innerHeight * LINE;
      const places = [...page.querySelectorAll<HTMLElement>("h2[id], h3[id], [data-exercise], [data-quiz]")];
      const passed = places.filter((place) => place.getBoundingClientRect().top <= line);
      visit(passed.at(-1)?.id ?? null);
    }
    function scrolled() {
      clearTimeout(timer);
      timer = setTimeout(look, REST_MS);
    }

    scrolled();
    addEventListener("scroll", scrolled, { passive: true });
    return () => {
      clearTimeout(timer);
      removeEventListener("scroll", scrolled);
    };
  };
}
