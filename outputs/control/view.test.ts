import { render } from "svelte/server";
import { expect, it } from "vitest";
import { blockCounts } from "./ink.ts";
import type { Control } from "./payload.ts";
import View from "./View.svelte";

const html = (control: Control) =>
  render(View, { props: { payload: { id: `a/${control.label}`, control } } }).body.replace(/<!--.*?-->/g, "");

const ink = Array<number>(1024).fill(0);
const range = { min: 0, max: 2, step: 0.1, unit: null };

it.each<[Control, string | RegExp]>([
  [
    { type: "slider", label: "rate", ...range, scale: "linear", value: 0.5 },
    /type="range" min="0" max="2"[^>]*value="0.5"/,
  ],
  [{ type: "number", label: "seed", ...range, value: 1 }, /type="number"[^>]*value="1"/],
  [
    { type: "select", label: "rule", options: ["sgd", "adam"], value: "adam" },
    /<option[^>]*selected[^>]*>adam/,
  ],
  [{ type: "checkbox", label: "shuffle", value: true }, /type="checkbox"[^>]*checked/],
  [{ type: "button", label: "again", value: 3 }, /<button type="button"[^>]*>again<\/button>/],
  [{ type: "text", label: "name", placeholder: "anna", value: "bob" }, /type="text"[^>]*value="bob"/],
  [{ type: "colour", label: "ink", value: "#ff0000" }, /type="color"[^>]*value="#ff0000"/],
  [
    { type: "points", label: "data", x: [-1, 1], y: [-1, 1], groups: 2, value: [0, 0, 1] },
    /role="application" aria-label="data: click to add a point/,
  ],
  [
    { type: "drawPad", label: "digit", value: ink, size: 8, seen: blockCounts(ink, 8), most: 16 },
    /role="application" aria-label="digit: draw/,
  ],
])("a control is labelled and begins with its value: %o", (control, wanted) => {
  const body = html(control);
  expect(body).toMatch(wanted);
  expect(body).toContain(control.label);
});

it("a point stands where its numbers say, in the shape and hue of its group", () => {
  const body = html({ type: "points", label: "data", x: [0, 4], y: [0, 3], groups: 2, value: [1, 3, 1] });
  expect(body).toMatch(
    /<path d="M-5\.4-5\.4h10\.8v10\.8h-10\.8z" transform="translate\(100 0\)"[^>]*--backward/,
  );
});
