/** The Markdown of the lessons, each fetched when a copy of it is made or a link changes it. */
import { parseDocument } from "yaml";

const files = import.meta.glob<string>(["/lessons/*.md", "!/lessons/README.md"], {
  query: "?raw",
  import: "default",
});

/** The lessons that are written. */
export const lessonIds: readonly string[] = Object.keys(files).map((path) =>
  path.slice("/lessons/".length, -".md".length),
);

/** @returns null where the course has no lesson of that name */
export async function lessonText(id: string): Promise<{ markdown: string; version: number } | null> {
  const load = Object.hasOwn(files, `/lessons/${id}.md`) ? files[`/lessons/${id}.md`] : null;
  if (load === null) return null;
  const markdown = await load();
  const front = /^---\r?\n([^]*?)\r?\n---/.exec(markdown)?.[1] ?? "";
  const version: unknown = parseDocument(front).get("version");
  return { markdown, version: typeof version === "number" ? version : 1 };
}
