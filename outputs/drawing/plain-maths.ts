/** A formula as one line of plain text, for where no formula can be set: `1 − tanh²`, `1/(2√x)`. */

/** What is needed of a MathML element. */
export interface MathsElement {
  readonly localName: string;
  readonly children: ArrayLike<MathsElement>;
  readonly textContent: string | null;
}

const raised: Readonly<Record<string, string>> = {
  ...{ "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹" },
  ...{ "+": "⁺", "-": "⁻", "−": "⁻", n: "ⁿ", i: "ⁱ", T: "ᵀ", "⊤": "ᵀ" },
};
const lowered: Readonly<Record<string, string>> = {
  ...{ "0": "₀", "1": "₁", "2": "₂", "3": "₃", "4": "₄", "5": "₅", "6": "₆", "7": "₇", "8": "₈", "9": "₉" },
  ...{ "+": "₊", "-": "₋", "−": "₋", i: "ᵢ", j: "ⱼ", n: "ₙ", t: "ₜ" },
};

export function plainMaths(element: MathsElement): string {
  const parts = Array.from(element.children, plainMaths);
  switch (element.localName) {
    // The source stands there a second time.
    case "annotation":
      return "";
    case "msup":
      return parts[0] + moved(parts[1], raised, "^");
    case "msub":
      return parts[0] + moved(parts[1], lowered, "_");
    case "msubsup":
      return parts[0] + moved(parts[1], lowered, "_") + moved(parts[2], raised, "^");
    case "mfrac":
      return `${grouped(parts[0])}/${grouped(parts[1])}`;
    case "msqrt":
      return `√${grouped(parts.join(""))}`;
    default:
      return parts.length > 0 ? parts.join("") : (element.textContent ?? "").replace(/[\s\u2061]+/g, "");
  }
}

/** Without the characters for it, a sign and brackets say the same. */
function moved(text: string, characters: Readonly<Record<string, string>>, sign: string): string {
  const letters = Array.from(text);
  return letters.every((letter) => letter in characters)
    ? letters.map((letter) => characters[letter]).join("")
    : sign + grouped(text);
}

const grouped = (text: string) => (Array.from(text).length > 1 ? `(${text})` : text);
