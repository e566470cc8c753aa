// The notebooks that the page is measured with, as Markdown that a learner could open from a file.

/** A slider and a small cell that reads it, a cell that is new with every run, and a generator that does nothing but yield. */
export const small = `---
title: A slider
---

${cell("a", 'const a = slider("a", { min: 0, max: 1000, step: 1, value: 100 });')}

${cell("twice", "tensor([a, a]).mul(2).tolist()")}

${cell("chance", "Math.random()")}

${cell(
  "counted",
  `const counted = (function* () {
  const end = Date.now() + 1000;
  let yields = 0;
  while (Date.now() < end) yield ++yields;
})();`,
  "run=manual",
)}

${cell("yields", "counted", "run=manual")}
`;

/** Text, formulas and code; each cell reads the one before it, each tenth draws a plot. */
export function long(count) {
  const pieces = Array.from({ length: count }, (_, at) => {
    const before = at === 0 ? "1" : `x${at - 1}[0]`;
    const draw = at % 10 === 9 ? `\nplot.lines({ x${at} });` : "";
    return `## Piece ${at}\n\nThe slope of $x^{${at}}$ is $${at}x^{${at - 1}}$, and *every* piece has such a sentence.\n\n${cell(
      `piece-${at}`,
      `/** Piece ${at} of ${count}. */
const f${at} = (x: Tensor) => x.pow(2).mul(${at}).sum();
const x${at} = [Math.sin(${before}) + ${at}, 2, 3, 4].map((value) => value / 2);
const slope${at} = grad(f${at})(tensor(x${at})).tolist();${draw}`,
    )}`;
  });
  return `---\ntitle: ${count} cells\n---\n\n${pieces.join("\n\n")}\n`;
}

function cell(id, code, attributes = "") {
  return `\`\`\`ts {#${id}${attributes === "" ? "" : ` ${attributes}`}}\n${code}\n\`\`\``;
}
