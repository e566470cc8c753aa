// A build step is skipped when nothing that it reads has changed: the hash of its inputs is kept beside its output.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const stamps = join(root, "node_modules", ".cache", "slope");
const skipped = new Set(["node_modules", "dist", "generated", "build", ".svelte-kit", ".git"]);

/** Runs `step` unless `output` exists and was made from the same inputs. */
export async function unlessFresh(name, inputs, output, step) {
  const hash = hashOf(inputs);
  const stamp = join(stamps, `step-${name}`);
  const isFresh = existsSync(join(root, output)) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash;
  if (isFresh) return;
  await step();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, hash);
}

function hashOf(inputs) {
  const hash = createHash("sha256").update(process.version);
  for (const path of inputs.flatMap((input) => filesBelow(join(root, input)))) {
    hash.update(path.slice(root.length)).update("\0").update(readFileSync(path));
  }
  return hash.digest("hex");
}

function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .filter((name) => !skipped.has(name) && !/\.test\.ts$/.test(name))
    .flatMap((name) => filesBelow(join(path, name)));
}
