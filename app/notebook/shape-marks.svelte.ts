/** Shapes of the last run as they stand beside the code: at the end of the line that declares the name, where they move nothing. */
import type { Shape } from "#worker/protocol.ts";
import type { Cell } from "./cell.svelte.ts";

export interface ShapeMark {
  /** From 1. */
  readonly line: number;
  /** Characters before it on its line. */
  readonly column: number;
  readonly text: string;
}

/** The name is said where a line declares several. */
export function shapeMarks(code: string, shapes: readonly Shape[]): ShapeMark[] {
  const lineOf = ({ range }: Shape) => code.slice(0, range.end).split("\n").length;
  return code.split("\n").flatMap((text, index) => {
    const here = shapes.filter((shape) => lineOf(shape) === index + 1);
    if (here.length === 0) return [];
    const said = here.length === 1 ? [here[0].text] : here.map((shape) => `${shape.name} ${shape.text}`);
    return [{ line: index + 1, column: text.trimEnd().length, text: said.join(", ") }];
  });
}

const KEY = "slope:shapes";

/** Whether shapes are shown: a choice of this browser. */
class ShapeChoice {
  isOn = $state(typeof localStorage === "undefined" || localStorage.getItem(KEY) !== "off");

  toggle(): void {
    this.isOn = !this.isOn;
    try {
      localStorage.setItem(KEY, this.isOn ? "on" : "off");
    } catch {
      // It holds for this page then.
    }
  }
}

export const shapeChoice = new ShapeChoice();

export const shownShapes = (cell: Cell): readonly ShapeMark[] =>
  shapeChoice.isOn ? shapeMarks(cell.code, cell.shapes) : [];
