// Every peer that the benchmark knows. One literal import each, so that a bundler sees them.
export const peers = {
  slope: { label: "Slope", load: async () => (await import("../peers/slope.mjs")).load },
  plain: { label: "plain JS", load: async () => (await import("../peers/plain.mjs")).load },
  "jax-js": {
    label: "jax-js (wasm)",
    packages: ["@jax-js/jax"],
    load: async () => (await import("../peers/jax-js.mjs")).load,
  },
  "tfjs-cpu": {
    label: "tfjs cpu",
    packages: ["@tensorflow/tfjs-core"],
    options: { backend: "cpu" },
    load: async () => (await import("../peers/tfjs.mjs")).load,
  },
  "tfjs-wasm": {
    label: "tfjs wasm",
    packages: ["@tensorflow/tfjs-core"],
    options: { backend: "wasm" },
    load: async () => (await import("../peers/tfjs.mjs")).load,
  },
};
