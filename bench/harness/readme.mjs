// The tables of the README, between its two marks.
import { readFileSync, writeFileSync } from "node:fs";
import { markdownTable } from "./report.mjs";

const path = new URL("../README.md", import.meta.url);
const marks = ["<!-- measured: npm run bench -- --readme -->", "<!-- end of measured -->"];

export function writeReadme(tables) {
  const text = readFileSync(path, "utf8");
  const [start, end] = marks.map((mark) => text.indexOf(mark));
  if (start < 0 || end < start) throw new Error("bench/README.md has lost the marks around its tables.");
  const node = `Node ${process.versions.node.split(".")[0]}, 2 cores of a cloud x86, one thread a library.`;
  const body = [marks[0], node, ...tables.map(markdownTable)].join("\n\n");
  writeFileSync(path, `${text.slice(0, start)}${body}\n\n${text.slice(end)}`);
}
