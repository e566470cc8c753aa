// The tables of the README, between its two marks, from what bench/results keeps: Chromium first, then Node.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { report } from "./report.mjs";
import { folder, writeFormatted } from "./results.mjs";

const path = fileURLToPath(new URL("../README.md", import.meta.url));
const marks = ["<!-- measured: npm run bench -- --readme -->", "<!-- end of measured -->"];

export async function writeReadme() {
  const text = readFileSync(path, "utf8");
  const [start, end] = marks.map((mark) => text.indexOf(mark));
  if (start < 0 || end < start) throw new Error("bench/README.md has lost the marks around its tables.");
  const sections = ["chromium", "node"].filter((name) => existsSync(`${folder}${name}.json`)).map(section);
  await writeFormatted(
    path,
    `${text.slice(0, start)}${[marks[0], ...sections].join("\n\n")}\n\n${text.slice(end)}`,
  );
}

function section(name) {
  const results = JSON.parse(readFileSync(`${folder}${name}.json`, "utf8"));
  const title = name === "chromium" ? "Headless Chromium" : "Node";
  return `## ${title}, ${results.date}\n\n${report(results, name, "results/")}`;
}
