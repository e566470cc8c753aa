import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import adapter from "@sveltejs/adapter-static";

// The kernel's frame inherits this page's policy, so the policy must know the frame's inline script too: exactly what stands between
// its tags, line breaks included.
const frame = (name) => readFileSync(new URL(`./worker/frame/${name}`, import.meta.url), "utf8");
const [, frameScript] = /<script>([^]*)<\/script>/.exec(
  frame("frame.html").replace("%script%", () => frame("frame.js")),
);
const frameHash = createHash("sha256").update(frameScript).digest("base64");

/** @type {import("@sveltejs/kit").Config} */
export default {
  kit: {
    adapter: adapter({ pages: "build", assets: "build", strict: true }),
    files: {
      src: "app",
      assets: "static",
      routes: "app/routes",
      appTemplate: "app/app.html",
      serviceWorker: "app/offline/service-worker",
    },
    // The page registers it itself, when it is at rest.
    serviceWorker: { register: false },
    paths: { relative: true },
    csp: {
      mode: "hash",
      directives: {
        "default-src": ["self"],
        "script-src": ["self", "wasm-unsafe-eval", "blob:", `sha256-${frameHash}`],
        // KaTeX, Monaco and Plotly set inline styles.
        "style-src": ["self", "unsafe-inline"],
        "img-src": ["self", "data:", "blob:"],
        "font-src": ["self", "data:"],
        "worker-src": ["self", "blob:", "data:"],
        "connect-src": ["self"],
        // The sandbox is a srcdoc frame, which needs no source; nothing else may be framed, so the frame cannot leave with data.
        "frame-src": ["none"],
        "object-src": ["none"],
        "base-uri": ["none"],
        "form-action": ["none"],
      },
    },
  },
};
