// The tables of the README, between its two marks.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { markdownTable } from "./report.mjs";

const path = new URL("../README.md", import.meta.url);
const marks = ["<!-- measured: npm run bench -- --readme -->", "<!-- end of measured -->"];

export async function writeReadme(tables) {
  const text = readFileSync(path, "utf8");
  const [start, end] = marks.map((mark) => text.indexOf(mark));
  if (start < 0 || end < start) throw new Error("bench/README.md has lost the marks around its tables.");
  const node = `Node ${process.versions.node.split(".")[0]}, 2 cores of a cloud x86, one thread a library.`;
  const body = [marks[0], node, ...tables.map(markdownTable)].join("\n\n");
  const renewed = `${text.slice(0, start)}${body}\n\n${text.slice(end)}`;
  const filepath = fileURLToPath(path);
  writeFileSync(path, await format(renewed, { ...(await resolveConfig(filepath)), filepath }));
}
