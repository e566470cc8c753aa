/** Names that JavaScript itself brings, and what to say about those that a newcomer from Python or from a web page looks for. */

/** On a Worker's global by accident of history: a cell that reads one of these has nearly always mistyped a name of its own. */
const accidental = new Set([
  "name",
  "origin",
  "status",
  "close",
  "length",
  "event",
  "global",
  "process",
  "require",
]);

export function isGlobal(name: string): boolean {
  return name in globalThis && !accidental.has(name);
}

/** Worth suggesting; the rest of the global scope is too odd to be meant. */
export const suggestedGlobals: readonly string[] = [
  "Array", "Boolean", "Date", "Error", "Float32Array", "Float64Array", "Infinity", "Int32Array", "JSON", "Map", "Math",
  "NaN", "Number", "Object", "Promise", "Set", "String", "console", "isNaN", "parseFloat", "parseInt", "performance",
  "setTimeout", "structuredClone",
]; // prettier-ignore

const noPage =
  "A cell runs apart from the page: show things with `display(x)`, ask with `slider(...)` or `text(...)`.";

const fromElsewhere: Readonly<Record<string, string>> = {
  document: noPage,
  window: noPage,
  alert: noPage,
  prompt: noPage,
  requestAnimationFrame: "Write a generator: what it yields is drawn up to 30 times a second.",
  localStorage: "Cells store nothing: what you write in the notebook is kept for you.",
  require: "All of Slope is in scope without an import; other packages cannot be loaded.",
  print: "Write `console.log(x)`, or `display(x)` for a picture of it.",
  len: "Write `x.length`; a tensor has `x.shape`.",
  range: "Write `for (let i = 0; i < n; i++)`, or `np.arange(n)` for a tensor.",
  True: "Write `true`.",
  False: "Write `false`.",
  None: "Write `null`.",
  elif: "Write `else if`.",
  self: "Write `this`.",
  numpy: "It is in scope as `np`.",
  jnp: "It is in scope as `np`.",
  jax: "Its transforms are in scope: `grad`, `vmap`, `jit`...",
  torch: "Write `tensor([...])`, `nn.relu(x)`, `optim.adam(...)`: all are in scope.",
};

export function helpForForeign(name: string): string | null {
  return Object.hasOwn(fromElsewhere, name) ? fromElsewhere[name] : null;
}

/** What a newcomer's word is called here, where that is one word for another. */
const ours: Readonly<Record<string, string>> = {
  print: "console.log",
  True: "true",
  False: "false",
  None: "null",
  self: "this",
  numpy: "np",
  jnp: "np",
};

export function foreignName(name: string): string | null {
  return Object.hasOwn(ours, name) ? ours[name] : null;
}
