/** Names that JavaScript itself brings, and what to say about those that a newcomer from Python looks for. */

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

const fromPython: Readonly<Record<string, string>> = {
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
  return Object.hasOwn(fromPython, name) ? fromPython[name]! : null;
}
