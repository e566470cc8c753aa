// Every peer that the benchmark knows. One literal import each, so that a bundler sees them; a native one is a process of its own.
export const peers = {
  slope: { label: "Slope", load: async () => (await import("../peers/slope.mjs")).load },
  plain: { label: "plain JS", load: async () => (await import("../peers/plain.mjs")).load },
  "jax-js": {
    label: "jax-js (wasm)",
    package: "@jax-js/jax",
    load: async () => (await import("../peers/jax-js.mjs")).load,
  },
  "tfjs-cpu": {
    label: "tfjs cpu",
    package: "@tensorflow/tfjs-core",
    options: { backend: "cpu" },
    load: async () => (await import("../peers/tfjs.mjs")).load,
  },
  "tfjs-wasm": {
    label: "tfjs wasm",
    package: "@tensorflow/tfjs-core",
    options: { backend: "wasm" },
    load: async () => (await import("../peers/tfjs.mjs")).load,
  },
  torch: { label: "PyTorch", native: true },
};

/** The JavaScript libraries: what Slope is compared with first. */
export const libraries = Object.keys(peers).filter((name) => peers[name].package !== undefined);
