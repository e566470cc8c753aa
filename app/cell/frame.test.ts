import { createRawSnippet } from "svelte";
import { render } from "svelte/server";
import { expect, it } from "vitest";
import OutputFrame from "./OutputFrame.svelte";

const children = createRawSnippet(() => ({ render: () => "<p>what was made</p>" }));
const html = (kind: string) =>
  render(OutputFrame, { props: { kind, payload: null, name: "train", children } }).body;

it("an output has its tools beside it, one stop of the Tab key", () => {
  const body = html("tensor");
  expect(body).toContain("<p>what was made</p>");
  expect(body.match(/aria-label="[^"]+"/g)).toEqual([
    'aria-label="This output"',
    'aria-label="Copy"',
    'aria-label="Save as file"',
    'aria-label="Full screen"',
  ]);
  expect(body.match(/tabindex="-?\d"/g)).toEqual(['tabindex="0"', 'tabindex="-1"', 'tabindex="-1"']);
});

it("a control has none: its value is in the program", () => {
  expect(html("control")).not.toContain("toolbar");
});
