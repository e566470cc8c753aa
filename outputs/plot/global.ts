/** Plotly's dependencies were written for Node's name of the global object. Imported before them, for that effect alone. */
(globalThis as { global?: unknown }).global ??= globalThis;
