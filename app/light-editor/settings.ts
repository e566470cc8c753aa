/** How CodeMirror behaves and looks in a cell: the page's own colours by the same classes as code that is read, and nothing that a finger has no use for. */
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyField, historyKeymap, indentWithTab } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { Prec, StateEffect, StateField, type Extension, type Range } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  keymap,
  tooltips,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import type { Problem } from "#worker/protocol.ts";
import { symbolRanges } from "../document/highlight.ts";
import type { Symbols } from "../document/lesson.ts";

interface Options {
  readonly label: string;
  readonly symbols: Symbols;
  onrun: (then: "stay" | "next") => void;
  onescape: () => void;
}

/** What is kept of an editor that is closed. */
export const fields = { history: historyField };

/** The header above, the symbol bar below. */
const MARGINS = { top: 72, bottom: 72 };

export function settings({ label, symbols, onrun, onescape }: Options): Extension {
  const does = (act: () => void) => () => {
    act();
    return true;
  };
  return [
    history(),
    javascript({ typescript: true }),
    syntaxHighlighting(classHighlighter),
    indentUnit.of("  "),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    EditorView.lineWrapping,
    EditorView.scrollHandler.of((view, { head }) => keepInView(view, head)),
    tooltips({ tooltipSpace: freeRoom }),
    EditorView.contentAttributes.of({
      "aria-label": label,
      autocapitalize: "off",
      autocorrect: "off",
      autocomplete: "off",
      spellcheck: "false",
    }),
    hues(symbols),
    marks,
    theme,
    Prec.high(
      keymap.of([
        { key: "Shift-Enter", run: does(() => onrun("next")) },
        { key: "Mod-Enter", run: does(() => onrun("stay")) },
      ]),
    ),
    keymap.of([...closeBracketsKeymap, ...historyKeymap, indentWithTab, ...defaultKeymap]),
    Prec.lowest(keymap.of([{ key: "Escape", run: does(onescape) }])),
  ];
}

/** The editor is as tall as its text, so the page is what scrolls. (`scrollMargins` would also take suggestions for hidden.) */
function keepInView(view: EditorView, head: number): boolean {
  const caret = view.coordsAtPos(head);
  if (!caret) return false;
  const room = freeRoom();
  if (caret.top < room.top) scrollBy({ top: caret.top - room.top });
  else if (caret.bottom > room.bottom) scrollBy({ top: caret.bottom - room.bottom });
  return true;
}

/** The part of the window that header, keyboard and bar leave free. */
function freeRoom() {
  const { offsetLeft = 0, offsetTop = 0, width = innerWidth, height = innerHeight } = visualViewport ?? {};
  return {
    left: offsetLeft,
    right: offsetLeft + width,
    top: offsetTop + MARGINS.top,
    bottom: offsetTop + height - MARGINS.bottom,
  };
}

function hues(symbols: Symbols): Extension {
  const drawn = (view: EditorView) =>
    Decoration.set(
      symbolRanges(view.state.doc.toString(), symbols).map(({ start, end, hue }) =>
        Decoration.mark({ class: `hue-${hue}` }).range(start, end),
      ),
    );
  return ViewPlugin.define(
    (view) => ({
      decorations: drawn(view),
      update(update: ViewUpdate) {
        if (update.docChanged) this.decorations = drawn(update.view);
      },
    }),
    { decorations: (plugin) => plugin.decorations },
  );
}

export const setMarks = StateEffect.define<DecorationSet>();

/** Problems of the text that was run; they move along while it is mended. */
const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(known, { changes, effects }) {
    const given = effects.find((effect) => effect.is(setMarks));
    return given ? given.value : known.map(changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export function marksOf(problems: readonly Problem[], length: number): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  for (const { range, severity, message } of problems) {
    const end = Math.min(range.end, length);
    if (range.start >= end) continue;
    const attributes = { title: message };
    ranges.push(Decoration.mark({ class: `problem-${severity}`, attributes }).range(range.start, end));
  }
  return Decoration.set(ranges, true);
}

const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "inherit", lineHeight: "1.55" },
  ".cm-content": { padding: "12px 0", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0" },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "color-mix(in oklab, var(--accent) 20%, transparent)",
  },
  "&.cm-focused .cm-nonmatchingBracket": {
    backgroundColor: "color-mix(in oklab, var(--failed) 20%, transparent)",
  },
  ".cm-tooltip": {
    border: "1px solid var(--rule)",
    borderRadius: "var(--radius)",
    backgroundColor: "var(--ground)",
    color: "var(--ink)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-mono)", maxHeight: "11rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    alignItems: "center",
    minHeight: "44px",
    padding: "0 12px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--ground-raised)",
    color: "var(--ink)",
    boxShadow: "inset 3px 0 var(--accent)",
  },
});
