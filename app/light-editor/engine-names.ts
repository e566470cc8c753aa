/** The engine's public names, and of those that hold others what they hold, read from its declarations: the page never loads the engine itself. */
const declarations = import.meta.glob<string>("/engine/dist/**/*.d.ts", {
  eager: true,
  query: "?raw",
  import: "default",
});
const index = "/engine/dist/index.d.ts";

export const engineNames: ReadonlyMap<string, readonly string[]> = read();

function read(): Map<string, readonly string[]> {
  const names = new Map<string, readonly string[]>(exportsOf(index).map((name) => [name, []]));
  for (const [, name, from] of groupsOf(declarations[index] ?? "")) {
    names.set(name, exportsOf(resolved(from, index)));
  }
  return names;
}

/** What a declaration file exports as values, those of `export *` included. */
function exportsOf(path: string): string[] {
  const text = declarations[path] ?? "";
  const declared = [...text.matchAll(/^export declare (?:const|function|class) ([\w$]+)/gm)].map(
    ([, name]) => name,
  );
  const listed = [...text.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, list]) =>
    list
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "" && !item.startsWith("type "))
      .map((item) => item.replace(/^.* as /, "")),
  );
  const passedOn = [...text.matchAll(/^export \* from "([^"]+)"/gm)].flatMap(([, from]) =>
    exportsOf(resolved(from, path)),
  );
  const groups = [...groupsOf(text)].map(([, name]) => name);
  return [...new Set([...declared, ...listed, ...passedOn, ...groups])];
}

function groupsOf(text: string): Iterable<RegExpMatchArray> {
  return text.matchAll(/^export \* as (\w+) from "([^"]+)"/gm);
}

function resolved(from: string, path: string): string {
  return new URL(from, `file://${path}`).pathname.replace(/\.js$/, ".d.ts");
}
