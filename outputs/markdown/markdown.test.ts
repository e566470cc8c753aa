import { tensor } from "#engine";
import { render } from "svelte/server";
import { describe, expect, it } from "vitest";
import { encode } from "../kinds.ts";
import { md, tex } from "./make.ts";
import Marked from "./Marked.svelte";
import { parseMarkdown } from "./parse.ts";

const html = (source: string) =>
  render(Marked, { props: { nodes: parseMarkdown(source).children } })
    .body.replace(/<!--.*?-->/g, "")
    .replace(/ class="svelte-\w+"/g, "");

describe("md`...`", () => {
  it("keeps backslashes, puts numbers and texts in as they are and the rest as code", () => {
    const loss = tensor(0.25);
    const { payload } =
      md`The loss ${loss} is $\frac{1}{4}$, ${"**small**"}, ${1 / 3} of ${[1, 2]}; \`code\`.`;
    expect(payload).toEqual({
      type: "text",
      source: "The loss 0.25 is $\\frac{1}{4}$, **small**, 0.3333 of `[1, 2]`; `code`.",
    });
  });

  it("forgets the indentation of the code it stands in", () => {
    const { payload } = md`
      # Title

      - one
        - two
    `;
    expect(payload.source).toBe("# Title\n\n- one\n  - two");
  });

  it("takes a text that was made elsewhere, and a formula within", () => {
    expect(md("x").payload.source).toBe("x");
    expect(md`see ${tex`x^2`}`.payload.source).toBe("see $x^2$");
    expect(encode(md("x")).kind).toBe("markdown");
  });

  it("says what it takes", () => {
    expect(() => md(7 as never)).toThrow('md takes a text: md`x^2`, or md("x^2").');
    expect(() => md("x".repeat(200_000))).toThrow("200000 characters are more than the 20000");
  });
});

describe("tex`...`", () => {
  it("writes numbers as mathematics does", () => {
    expect(tex`${0.5} ${1.25e-7} ${NaN} ${-Infinity}`.payload.source).toBe(
      String.raw`0.5 1.25 \times 10^{-7} \mathrm{NaN} -\infty`,
    );
  });

  it("writes small tensors out and large ones as their shape", () => {
    expect(
      tex`A = ${tensor([
        [1, 2],
        [3, 4],
      ])}`.payload.source,
    ).toBe(String.raw`A = \begin{bmatrix}1 & 2 \\ 3 & 4\end{bmatrix}`);
    expect(tex`${tensor([1, 2])}`.payload.source).toBe(String.raw`\begin{bmatrix}1 \\ 2\end{bmatrix}`);
    expect(tex`${tensor(new Float32Array(100))}`.payload.source).toBe(String.raw`\text{[100]}`);
  });
});

describe("Markdown on the page", () => {
  it("has its marks, lists and tables", () => {
    expect(html("# Title\n\nA *b* **c** `d`.")).toBe(
      "<h3>Title</h3><p>A <em>b</em> <strong>c</strong> <code>d</code>.</p>",
    );
    expect(html("1. one\n2. two")).toMatch(/<ol start="1">.*<li>.*one/s);
    expect(html("| a | b |\n| - | -: |\n| 1 | 2 |")).toMatch(
      /<th>a<\/th>.*<td style="text-align: right;">2<\/td>/s,
    );
  });

  it("shows HTML, addresses and pictures from elsewhere as the text they are", () => {
    const body = html(
      '<img src="https://elsewhere.example/x.png"> [more](https://elsewhere.example) ![cat](https://elsewhere.example/c.png)',
    );
    expect(body).not.toMatch(/<img|<a |href=/);
    expect(body).toContain("<code>https://elsewhere.example</code>");
    expect(body).toContain("<code>&lt;img src=");
  });
});
