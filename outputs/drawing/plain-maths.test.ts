import katex from "katex";
import { expect, it } from "vitest";
import { type MathsElement, plainMaths } from "./plain-maths.ts";

/** KaTeX's MathML as the little of a document that is needed: this test has no browser. */
function parsed(markup: string): MathsElement {
  const root = { localName: "root", children: [] as MathsElement[], textContent: "" };
  const open = [root];
  for (const [, closes, name, text] of markup.matchAll(/<(\/?)(\w+)[^>]*>|([^<]+)/g)) {
    const parent = open[open.length - 1];
    if (text) for (const each of open) each.textContent += text;
    else if (closes === "/") open.pop();
    else {
      const element = { localName: name, children: [] as MathsElement[], textContent: "" };
      parent.children.push(element);
      open.push(element);
    }
  }
  return root;
}

it.each([
  [String.raw`1-\tanh^2 x`, "1−tanh²x"],
  [String.raw`\frac{1}{2\sqrt{x}}`, "1/(2√x)"],
  [String.raw`x_{ij} y_1^{n+1} z^{k+1}`, "xᵢⱼy₁ⁿ⁺¹z^(k+1)"],
  [String.raw`\frac{\partial L}{\partial w}`, "(∂L)/(∂w)"],
])("%s is %s on a line", (tex, line) => {
  expect(plainMaths(parsed(katex.renderToString(tex, { output: "mathml" })))).toBe(line);
});
