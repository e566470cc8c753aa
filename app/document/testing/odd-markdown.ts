/** Markdown as it comes: whole, careless, broken, from other programs. */
import fc from "fast-check";

const piece = fc.oneof(
  fc.constantFrom(
    "---\ntitle: A notebook\n---\n",
    "\uFEFF---\ntitle: With a mark\nformat: 1\n---\n",
    "---\ntitle: [\n---\n",
    "---\nnot closed\n",
    "Words with $x^2$, `code` and *stars*.\n",
    "$$\n\\frac{1}{2\n$$\n",
    "$\\sym{nobody}{x}$ at 10:30am\n",
    "# A heading\n",
    "```ts {#a}\n1 + 1;\n```\n",
    '```ts {#a run=manual caption="Loss"}\nconst x = 1;\n\n```\n',
    "```ts {#b folded\n2;\n```\n",
    "~~~~ts {#c}\n```\n~~~~",
    "```ts\nno name\n```\n",
    "```ts {#d}\nnever closed\n",
    "```python\nprint(1)\n```\n",
    "- ```ts {#in-list}\n  1\n  ```\n",
    "> quoted\n",
    '<div onclick="alert(1)">html</div>\n',
    "<script>alert(1)</script>\n",
    "[a](javascript:alert(1)) ![b](http://x/y.png)\n",
    ":::note{try}\nTry.\n```ts {#e}\n5;\n```\n:::\n",
    ":::note{try}\nnever closed\n",
    "::::exercise{#x}\n:::hint\nHm.\n:::\n::::\n",
    "::leaf\n",
    "[^1] and [ref]\n\n[^1]: A foot.\n\n[ref]: https://example.org\n",
    "| a | b |\n|---|---|\n| 1 | 2 |\n",
    ':claim[6]{of="x"} :claim[six]{of="x"}\n',
    "\n",
    "\n\n\n",
    "\t",
    "  ",
  ),
  fc.string({ unit: "grapheme", maxLength: 20 }),
);

export const oddMarkdown: fc.Arbitrary<string> = fc
  .tuple(fc.array(piece, { maxLength: 8 }), fc.constantFrom("\n", "\r\n", "\r"))
  .map(([pieces, eol]) => pieces.join("").replace(/\n/g, eol));
