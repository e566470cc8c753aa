/** A symbol, its formula and its name in the code are one thing: resting the pointer on one lights up all of them. */
import type { Attachment } from "svelte/attachments";

export const lightSymbols: Attachment<HTMLElement> = (page) => {
  let lit: string | undefined;

  function show(name: string | undefined) {
    if (name === lit) return;
    for (const element of page.querySelectorAll(".lit")) element.classList.remove("lit");
    lit = name;
    if (name === undefined) return;
    for (const element of page.querySelectorAll(`[data-symbol="${CSS.escape(name)}"]`)) {
      element.classList.add("lit");
    }
  }

  function over({ target }: PointerEvent) {
    const symbol = target instanceof Element ? target.closest<HTMLElement>("[data-symbol]") : null;
    show(symbol?.dataset.symbol);
  }
  const leave = () => show(undefined);

  page.addEventListener("pointerover", over);
  page.addEventListener("pointerleave", leave);
  return () => {
    page.removeEventListener("pointerover", over);
    page.removeEventListener("pointerleave", leave);
  };
};
