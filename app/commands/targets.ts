/** What is chosen on the page: a cell by its name, or a text by its place; and the element that stands for it. */
import { tick } from "svelte";

/** What was chosen when a command was called. */
export type Target = { readonly cell: string } | { readonly text: number } | null;

/** The piece that an element is in. */
export function targetOf(element: Element | null): Target {
  const text = element?.closest<HTMLElement>("[data-text]")?.dataset["text"];
  const cell = element?.closest<HTMLElement>("[data-cell]")?.dataset["cell"];
  if (cell !== undefined) return { cell };
  return text === undefined ? null : { text: Number(text) };
}

/** What of a piece takes the focus; null where it is not shown. */
export function elementOf(target: Target): HTMLElement | null {
  if (target === null) return null;
  const place =
    "cell" in target
      ? `[data-cell="${CSS.escape(target.cell)}"] [data-code]`
      : `[data-text="${target.text}"]`;
  return document.querySelector<HTMLElement>(place);
}

/** What is chosen once this one is gone. */
export function neighbourOf(element: HTMLElement | null): Target {
  if (element === null) return null;
  const all = [...document.querySelectorAll<HTMLElement>("[data-code]")].filter((each) =>
    each.checkVisibility(),
  );
  const at = all.indexOf(element);
  return targetOf(all.at(at + 1) ?? all.at(at - 1) ?? null);
}

export async function focusOn(target: Target): Promise<void> {
  await tick();
  const element = elementOf(target);
  element?.closest("details")?.setAttribute("open", "");
  element?.focus();
  element?.scrollIntoView({ block: "nearest" });
}

/** Goes to the next piece that is seen, or the one before; from nowhere to the first, or the last. */
export async function focusBeside(target: Target, by: 1 | -1): Promise<void> {
  const all = [...document.querySelectorAll<HTMLElement>("[data-code], [data-text]")].filter((element) =>
    element.checkVisibility(),
  );
  const chosen = elementOf(target);
  const at = chosen === null ? -1 : all.indexOf(chosen);
  const next = at < 0 ? (by === 1 ? 0 : all.length - 1) : at + by;
  const element = all.at(Math.min(all.length - 1, Math.max(0, next)));
  element?.focus();
  element?.scrollIntoView({ block: "nearest" });
  await tick();
}
