/** What TypeScript in the editor knows without an import: the engine's types and docs, and the names that the notebook brings. */
const engine = import.meta.glob<string>("/engine/dist/**/*.d.ts", {
  eager: true,
  query: "?raw",
  import: "default",
});
const names = import.meta.glob<string>(["/outputs/*/names.d.ts", "/worker/names/names.d.ts"], {
  eager: true,
  query: "?raw",
  import: "default",
});

interface Library {
  readonly content: string;
  readonly filePath: string;
}

export function* ambientLibraries(): Iterable<Library> {
  for (const [path, text] of Object.entries(engine)) {
    yield { filePath: path.replace("/engine/dist/", "file:///node_modules/slope/"), content: text };
  }
  for (const [path, text] of Object.entries(names)) {
    yield { filePath: `file:///slope-names${path}`, content: text };
  }
  yield { filePath: "file:///slope-names/engine.d.ts", content: engineGlobals() };
}

/** `declare const grad: typeof import("slope").grad`, for every public name of the engine. */
function engineGlobals(): string {
  const index = engine["/engine/dist/index.d.ts"] ?? "";
  const values: string[] = [];
  const types: string[] = [];
  for (const [, isType, list] of index.matchAll(/export (type )?\{([^}]*)\}/g)) {
    for (const name of list.split(",").map((item) => item.trim().replace(/^.* as /, ""))) {
      if (name.startsWith("type ")) types.push(name.slice(5));
      else if (isType || /^[A-Z]/.test(name)) types.push(name);
      if (!isType && !name.startsWith("type ")) values.push(name);
    }
  }
  for (const [, name] of index.matchAll(/export \* as (\w+) from/g)) values.push(name);
  return [
    ...values.map((name) => `declare const ${name}: typeof import("slope").${name};`),
    ...types.map((name) => `type ${name} = import("slope").${name};`),
  ].join("\n");
}
