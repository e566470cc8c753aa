/** Where in a cell's text a click landed, as an offset: the editor opens with its caret there. */
export function caretAt(event: MouseEvent, element: HTMLElement): number | null {
  const place = positionFrom(event);
  if (!place || !element.contains(place.node)) return null;
  return lengthTo(element, (range) => range.setEnd(place.node, place.offset));
}

/** Where in the cell's text a part of it begins. */
export function offsetOf(part: Element, element: HTMLElement): number {
  return lengthTo(element, (range) => range.setEndBefore(part));
}

function lengthTo(element: HTMLElement, end: (range: Range) => void): number {
  const range = document.createRange();
  range.selectNodeContents(element);
  end(range);
  return range.toString().length;
}

function positionFrom({ clientX, clientY }: MouseEvent): { node: Node; offset: number } | null {
  // Safari had only the second one for long.
  const known: Partial<Document> = document;
  const position = known.caretPositionFromPoint?.(clientX, clientY);
  if (position) return { node: position.offsetNode, offset: position.offset };
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const range = known.caretRangeFromPoint?.(clientX, clientY);
  return range ? { node: range.startContainer, offset: range.startOffset } : null;
}
