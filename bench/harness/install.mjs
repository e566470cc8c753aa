// The other libraries, installed when the benchmark first needs them: a fresh clone never pays for them.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("..", import.meta.url));
const stamp = `${folder}/node_modules/.installed`;

export function installPeers() {
  const lockfile = createHash("sha256")
    .update(readFileSync(`${folder}/package-lock.json`))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lockfile) return;
  process.stderr.write("Installing the libraries to compare with (once)...\n");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: folder,
    stdio: ["ignore", 2, "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error("npm ci in bench failed: see above.");
  writeFileSync(stamp, lockfile);
}
