// The kernel as one self-contained ES module, and the frame that holds it with the hash the page's policy must carry. The page
// hands the kernel's text to the sandbox, which can fetch nothing itself.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { root, unlessFresh } from "./site/stamp.mjs";

const generated = join(root, "worker", "generated");
const inputs = [
  "engine",
  "outputs",
  "worker",
  "scripts/build-kernel.mjs",
  "package.json",
  "package-lock.json",
];

await unlessFresh("kernel", inputs, "worker/generated/kernel.js", async () => {
  mkdirSync(generated, { recursive: true });
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    build: {
      outDir: generated,
      emptyOutDir: true,
      target: "es2023",
      copyPublicDir: false,
      rolldownOptions: { output: { codeSplitting: false } },
      lib: { entry: join(root, "worker", "kernel.worker.ts"), formats: ["es"], fileName: () => "kernel.js" },
      minify: true,
    },
  });
  writeFrame();
});

/** The frame's script is inline, so both policies name it by its hash. */
function writeFrame() {
  const script = readFileSync(join(root, "worker", "frame", "frame.js"), "utf8");
  const filled = readFileSync(join(root, "worker", "frame", "frame.html"), "utf8").replace(
    "%script%",
    () => script,
  );
  // Of exactly what stands between the tags, line breaks included.
  const [, inline] = /<script>([^]*)<\/script>/.exec(filled);
  const hash = `sha256-${createHash("sha256").update(inline).digest("base64")}`;
  const html = filled.replace("%hash%", () => hash);
  writeFileSync(join(generated, "frame.html"), html);
  writeFileSync(join(generated, "frame-hash.json"), JSON.stringify(hash));
}
