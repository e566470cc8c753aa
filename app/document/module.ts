/**
 * A notebook as one TypeScript module that runs in Node with the engine: its cells in the order of what reads what, the names that cells
 * have for free imported or, where they belong to the page, stood in for.
 */
import { highlightTree, tagHighlighter, tags } from "@lezer/highlight";
import { parser } from "@lezer/javascript";
import { fileNameOf } from "./file-name.ts";
import { standIns } from "./stand-ins.ts";

export interface ModuleCell {
  readonly id: string;
  readonly code: string;
  /** The names it gives to the notebook. */
  readonly declares: readonly string[];
  /** The names it takes from other cells. */
  readonly reads: readonly string[];
}

/** What `import ... from "slope"` offers. */
export interface EngineNames {
  readonly values: ReadonlySet<string>;
  readonly types: ReadonlySet<string>;
}

/** @param index the engine's `index.d.ts` */
export function engineNames(index: string): EngineNames {
  const values = new Set<string>();
  const types = new Set<string>();
  for (const [, isType, list] of index.matchAll(/export (type )?\{([^}]*)\}/g)) {
    for (const item of list.split(",").map((text) => text.trim().replace(/^(type )?.* as /, "$1"))) {
      if (isType || item.startsWith("type ")) types.add(item.replace("type ", ""));
      else if (item !== "") values.add(item);
    }
  }
  for (const [, name] of index.matchAll(/export \* as (\w+) from/g)) values.add(name);
  return { values, types };
}

/** @returns TypeScript that Node strips and runs, with `slope` installed or linked beside it */
export function toModule(title: string, cells: readonly ModuleCell[], engine: EngineNames): string {
  const ordered = inOrder(cells);
  const own = new Set(cells.flatMap(({ declares }) => declares));
  const code = ordered.map(written);
  const used = new Set(code.flatMap((text) => [...namesIn(text)]));
  const shims = Object.entries(standIns).filter(([name]) => used.has(name) && !own.has(name));
  if (code.some((text) => text.includes("await finished("))) shims.push(["finished", FINISHED]);
  for (const [, text] of shims) for (const name of namesIn(text)) used.add(name);

  const imported = [
    ...[...engine.values].filter((name) => used.has(name) && !own.has(name)).sort(),
    ...[...engine.types]
      .filter((name) => used.has(name) && !own.has(name) && !engine.values.has(name))
      .sort()
      .map((name) => `type ${name}`),
  ];
  return [
    `// ${title.replace(/\s+/g, " ")}\n// A Slope notebook as a module. Run it with Node 22.18 or newer: node ${fileNameOf(title)}.ts\n`,
    ...(imported.length > 0 ? [`import { ${imported.join(", ")} } from "slope";\n`] : []),
    ...(shims.length > 0
      ? [
          `// In the notebook these draw and ask; here they print, or give what a control starts with.\n${shims.map(([, text]) => text).join("\n")}\n`,
        ]
      : []),
    ...code,
  ].join("\n");
}

function written({ id, code, declares }: ModuleCell): string {
  const body = code.replace(/^import\s[^;]*from\s*["']slope["'];?[ \t]*$/gm, "").trim();
  if (!/\bfunction\s*\*/.test(body) || declares.length === 0) return `// ${id}\n${body}\n`;
  // What a generator holds for the other cells is what it has yielded last.
  const names = declares.join(", ");
  return `// ${id}\nconst { ${names} } = await finished(async () => {\n${body}\nreturn { ${names} };\n});\n`;
}

const FINISHED = `type Finished<T> = { [K in keyof T]: T[K] extends Iterator<infer Y> ? Y : T[K] extends AsyncIterator<infer Y> ? Y : T[K] };
async function finished<T extends object>(cell: () => Promise<T>): Promise<Finished<T>> {
  const values: Record<string, unknown> = { ...(await cell()) };
  for (const [name, value] of Object.entries(values)) {
    const isRun = typeof value === "object" && value !== null && "next" in value && "throw" in value;
    if (!isRun) continue;
    let last: unknown;
    for await (const frame of value as unknown as AsyncIterable<unknown>) last = frame;
    values[name] = last;
  }
  return values as Finished<T>;
}`;

/** Every cell after those it reads; otherwise as they stand. */
function inOrder(cells: readonly ModuleCell[]): ModuleCell[] {
  const owner = new Map<string, ModuleCell>();
  for (const cell of cells) for (const name of cell.declares) owner.set(name, cell);
  const done: ModuleCell[] = [];
  const seen = new Set<ModuleCell>();
  const visit = (cell: ModuleCell) => {
    if (seen.has(cell)) return;
    seen.add(cell);
    for (const name of cell.reads) {
      const needed = owner.get(name);
      if (needed) visit(needed);
    }
    done.push(cell);
  };
  cells.forEach(visit);
  return done;
}

const typescript = parser.configure({ dialect: "ts" });
const names = tagHighlighter([
  {
    tag: [tags.variableName, tags.function(tags.variableName), tags.typeName, tags.className],
    class: "name",
  },
]);

/** The names that the code says, those of properties, strings and comments left out. */
function namesIn(code: string): Set<string> {
  const found = new Set<string>();
  highlightTree(typescript.parse(code), names, (from, to) => void found.add(code.slice(from, to)));
  return found;
}
