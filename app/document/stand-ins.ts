/** What stands in, outside the notebook, for the names that draw in the page or ask the learner. TypeScript, as text. */
const shown = (name: string) => `const ${name} = (...values: unknown[]): unknown => values.at(-1);`;
const shownBy = (name: string) =>
  `const ${name}: any = new Proxy((value: unknown) => value, { get: () => (value: unknown) => value });`;

export const standIns: Readonly<Record<string, string>> = {
  display: "const display = (value: unknown): void => console.log(String(value));",
  slider:
    "const slider = (_label: string, o: { min?: number; max?: number; value?: number; [option: string]: unknown } = {}): number => o.value ?? ((o.min ?? 0) + (o.max ?? 1)) / 2;",
  number:
    "const number = (_label: string, o: { value?: number; [option: string]: unknown } = {}): number => o.value ?? 0;",
  select:
    "const select = <const T extends string>(_label: string, choices: readonly T[], o: { value?: T } = {}): T => o.value ?? choices[0]!;",
  checkbox: "const checkbox = (_label: string, o: { value?: boolean } = {}): boolean => o.value ?? false;",
  button: "const button = (_label: string): number => 0;",
  text: 'const text = (_label: string, o: { value?: string; placeholder?: string } = {}): string => o.value ?? "";',
  colour:
    'const colour = (_label: string, o: { value?: string | readonly number[] } = {}): readonly number[] => typeof o.value === "string" ? [1, 3, 5].map((at) => parseInt((o.value as string).slice(at, at + 2), 16) / 255) : (o.value ?? [0, 0, 0]);',
  drawPad:
    "const drawPad = (_label: string, o: { size?: number } = {}) => np.zeros([o.size ?? 8, o.size ?? 8]);",
  pointEditor:
    "const pointEditor = (_label: string, o: { value?: readonly { x: number; y: number; group?: number }[]; [option: string]: unknown } = {}) => (o.value ?? []).map((p) => ({ group: 0, ...p }));",
  fileInput: "const fileInput = (_label: string, _o: { accept?: string } = {}): any => null;",
  picture:
    "const picture = (_label: string, o: { size?: number; grey?: boolean; value?: string } = {}) => np.zeros([o.size ?? 64, o.size ?? 64, ...(o.grey ? [] : [3])]);",
  steps:
    "function* steps(count = Infinity): Generator<number> { for (let step = 0; step < count; step += 1) yield step; }",
  plot: shownBy("plot"),
  table: shownBy("table"),
  images: shown("images"),
  audio: shown("audio"),
  md: shown("md"),
  tex: shown("tex"),
  graph:
    "const graph = <A extends unknown[], R>(f: (...values: A) => R) => (...values: A): R => f(...values);",
  invalidation: "const invalidation = new AbortController().signal;",
  dataset: `const dataset = async (name: string) => {
  const { readFile } = await import("node:fs/promises");
  const { gunzipSync } = await import("node:zlib");
  // The data sets lie in Slope's lessons/data: copy the one you need into data/ beside this file.
  const lines = gunzipSync(await readFile(new URL(\`data/\${name}.csv.gz\`, import.meta.url))).toString().split(/\\r?\\n/).filter((line) => line.trim() !== "");
  const noteOf = (key: string) => lines.find((line) => line.startsWith(\`# \${key}:\`))?.slice(key.length + 3).trim() ?? "";
  const body = lines.filter((line) => !line.startsWith("#")).map((line) => line.split(","));
  const columns = body[0]!.some((cell) => Number.isNaN(Number(cell))) ? body.shift()!.map((cell) => cell.trim()) : null;
  const rows = body.map((cells) => cells.map(Number));
  return { x: tensor(rows.map((row) => row.slice(0, -1))), y: tensor(Int32Array.from(rows, (row) => row.at(-1)!)), columns, classes: noteOf("classes") === "" ? null : noteOf("classes").split(","), source: noteOf("source"), licence: noteOf("licence") };
};`,
};
