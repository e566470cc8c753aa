// Imports go one way: app -> worker -> outputs/*/kind.ts -> engine. A wrong one fails with the sentence that says why.
const onlyTypes = { dependencyTypesNot: ["type-only"] };

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Two files that need each other are one file, or hide a third: pull the shared part out.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "engine-stands-alone",
      comment:
        "The engine runs in Node as in a browser and is published alone: it imports nothing outside engine/.",
      severity: "error",
      from: { path: "^engine/", pathNot: "\\.test\\.ts$|^engine/testing/" },
      to: { pathNot: "^engine/" },
    },
    {
      name: "engine-core-is-the-bottom",
      comment:
        "The core knows no primitive and no transform: what it adds with is lent to it (lendArithmetic).",
      severity: "error",
      from: { path: "^engine/core/", pathNot: "\\.test\\.ts$" },
      to: { path: "^engine/(?!core/)" },
    },
    {
      name: "engine-wasm-knows-no-primitive",
      comment: "The machine moves bytes and multiplies matrices; what they mean is stated above it.",
      severity: "error",
      from: { path: "^engine/wasm/", pathNot: "\\.test\\.ts$" },
      to: { path: "^engine/(?!core/|wasm/)" },
    },
    {
      name: "engine-loops-know-no-primitive",
      comment: "Loops are written for expressions; primitives say which ones.",
      severity: "error",
      from: { path: "^engine/loops/", pathNot: "\\.test\\.ts$" },
      to: { path: "^engine/(?!core/|wasm/|loops/)" },
    },
    {
      name: "engine-compiler-reads-programs",
      comment: "The compiler takes a program and knows neither who traced it nor who asked.",
      severity: "error",
      from: { path: "^engine/compiler/", pathNot: "\\.test\\.ts$" },
      to: { path: "^engine/(?!core/|wasm/|loops/|primitives/|compiler/)", ...onlyTypes },
    },
    {
      name: "engine-primitives-know-no-transform",
      comment: "A primitive states its rules by other primitives; transforms read them.",
      severity: "error",
      from: { path: "^engine/primitives/", pathNot: "\\.test\\.ts$" },
      to: { path: "^engine/(?!core/|wasm/|loops/|primitives/)" },
    },
    {
      name: "engine-transforms-know-no-library",
      comment: "Transforms work on any primitive; np, nn, random and optim stand on top of them.",
      severity: "error",
      from: { path: "^engine/transforms/", pathNot: "\\.test\\.ts$" },
      to: { path: "^engine/(?!core/|wasm/|loops/|primitives/|compiler/|transforms/)" },
    },
    {
      name: "engine-np-is-below-nn-random-optim",
      comment: "np is what the others are written in.",
      severity: "error",
      from: { path: "^engine/numpy/", pathNot: "\\.test\\.ts$" },
      to: {
        path: "^engine/(nn|random|optim|inspect|lax|ode|linalg|fft|special|estimators)/|^engine/index\\.ts$",
      },
    },
    {
      name: "engine-special-stands-on-np",
      comment: "Special functions are np's neighbours: random draws with them, they know nothing above np.",
      severity: "error",
      from: { path: "^engine/special/", pathNot: "\\.test\\.ts$" },
      to: { path: "^engine/(nn|random|optim|inspect|lax|ode|linalg|fft|estimators)/|^engine/index\\.ts$" },
    },
    {
      name: "engine-linalg-and-fft-stand-on-np",
      comment: "Matrices and spectra are np's neighbours: what draws, trains or inspects may use them.",
      severity: "error",
      from: { path: "^engine/(linalg|fft)/", pathNot: "\\.test\\.ts$" },
      to: { path: "^engine/(nn|random|optim|inspect|lax|ode|special|estimators)/|^engine/index\\.ts$" },
    },
    {
      name: "outputs-know-only-the-engine",
      comment: "An output kind matches and encodes values; it knows the engine, never the kernel or the app.",
      severity: "error",
      from: { path: "^outputs/" },
      to: { path: "^(worker|app|lessons)/" },
    },
    {
      name: "views-never-load-the-engine",
      comment: "A view draws a payload in the page. The engine stays in the worker: import its types only.",
      severity: "error",
      from: { path: "^outputs/.*\\.svelte$" },
      to: { path: "^engine/", ...onlyTypes },
    },
    {
      name: "worker-below-app",
      comment: "The kernel serves the app and must not know it: send a message instead.",
      severity: "error",
      from: { path: "^worker/" },
      to: { path: "^app/" },
    },
    {
      name: "app-never-loads-the-engine",
      comment:
        "Cells run in the sandbox. The app reads payloads; the engine in the page would be a second truth. Its tests may ask the first one.",
      severity: "error",
      from: { path: "^app/", pathNot: "\\.test\\.ts$" },
      to: { path: "^engine/", ...onlyTypes },
    },
    {
      name: "app-sees-the-kernel-through-its-client",
      comment:
        "From worker/ the app takes the protocol (types, schemas) and the client in worker/page, nothing that runs cells. Its tests may hold its lists against the kernel's.",
      severity: "error",
      from: { path: "^app/", pathNot: "\\.test\\.ts$" },
      to: { path: "^worker/", pathNot: "^worker/(page/|protocol\\.ts|generated/)", ...onlyTypes },
    },
    {
      name: "lessons-are-data",
      comment: "A lesson's code is in its cells.",
      severity: "error",
      from: { path: "^lessons/" },
      to: { path: ".+" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|generated|\\.svelte-kit|build)/" },
    tsPreCompilationDeps: "specify",
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".svelte", ".svelte.ts", ".js", ".mjs"] },
  },
};
