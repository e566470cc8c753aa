/** Monaco in the page's own colours, light and dark, read from the tokens. */
import type { editor } from "monaco-editor/editor";

interface Themeable {
  readonly editor: Pick<typeof editor, "defineTheme" | "setTheme">;
}

export function followTheme(monaco: Themeable): void {
  const apply = () => {
    monaco.editor.defineTheme("slope", theme());
    monaco.editor.setTheme("slope");
  };
  apply();
  new MutationObserver(apply).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
}

function theme(): editor.IStandaloneThemeData {
  const isDark = luminance(token("--ground")) < 128;
  const [ground, raised, ink, soft, rule, accent] = [
    "--ground",
    "--ground-raised",
    "--ink",
    "--ink-soft",
    "--rule",
    "--accent",
  ].map(token);
  const literal = isDark ? "#d4bd86" : "#6b5420";
  const type = isDark ? "#a8b7ca" : "#4d5a6b";
  const rule_ = (name: string, colour: string, fontStyle = "") => ({
    token: name,
    foreground: colour.slice(1),
    fontStyle,
  });
  return {
    base: isDark ? "vs-dark" : "vs",
    inherit: true,
    rules: [
      rule_("", ink),
      rule_("keyword", soft, "bold"),
      rule_("comment", soft, "italic"),
      rule_("string", literal),
      rule_("number", literal),
      rule_("type", type),
      rule_("type.identifier", type),
      rule_("delimiter", soft),
    ],
    colors: {
      "editor.background": raised,
      "editor.foreground": ink,
      "editorLineNumber.foreground": soft,
      "editor.lineHighlightBackground": "#00000000",
      "editorCursor.foreground": accent,
      "editorWidget.background": ground,
      "editorWidget.border": rule,
      "editorHoverWidget.background": ground,
      "editorSuggestWidget.background": ground,
      "editorInlayHint.foreground": soft,
      "editorInlayHint.typeForeground": soft,
      "editorInlayHint.background": "#00000000",
      "editorInlayHint.typeBackground": "#00000000",
      focusBorder: accent,
    },
  };
}

/** A token's colour as #rrggbb, whatever notation it is written in. */
function token(name: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const [r, g, b] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? ["0", "0", "0"]).map(Number);
  probe.remove();
  return `#${[r, g, b].map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

function luminance(hex: string): number {
  const part = (at: number) => parseInt(hex.slice(at, at + 2), 16);
  return 0.299 * part(1) + 0.587 * part(3) + 0.114 * part(5);
}
