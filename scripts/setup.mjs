// Brings a fresh clone to where `npm start` and `npm test` can run: the packages of the lockfile, and for tests a Chromium.
// Imports nothing but Node itself, because it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamps = join(root, "node_modules", ".cache", "slope");

checkNode();
installPackages();
writeKitConfig();
if (process.argv.includes("--browser")) await provideChromium();

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Slope needs Node 20.19 or newer; this is ${process.versions.node}. Get one at nodejs.org.`);
}

function installPackages() {
  const lockfile = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (readStamp("lockfile") === lockfile) return;
  say("Installing what the lockfile says (once, and again when it changes)...");
  run(
    "npm",
    ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"],
    "npm ci failed: see above.",
  );
  writeStamp("lockfile", lockfile);
}

/** The root tsconfig extends a file that Kit writes. */
function writeKitConfig() {
  if (existsSync(join(root, ".svelte-kit", "tsconfig.json"))) return;
  const kit = join(root, "node_modules", "@sveltejs", "kit", "svelte-kit.js");
  run(process.execPath, [kit, "sync"], "svelte-kit sync failed: see above.");
}

async function provideChromium() {
  const found = findChromium() ?? (await downloadedChromium()) ?? installedByApt();
  if (found === null) {
    fail(
      "The browser tests need a Chromium and none was found, downloaded or installed.\n" +
        "Install Chrome or Chromium, or set CHROMIUM_PATH to one.",
    );
  }
  if (readStamp("chromium") !== found) say(`Browser tests run in ${found}`);
  writeStamp("chromium", found);
}

function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && named !== "") {
    if (!existsSync(named)) fail(`CHROMIUM_PATH is ${named}, and there is no such file.`);
    return named;
  }
  const known = [
    readStamp("chromium"),
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
  ];
  return known.find((path) => path !== null && existsSync(path)) ?? null;
}

async function downloadedChromium() {
  const playwright = join(root, "node_modules", "@playwright", "test", "index.mjs");
  const { chromium } = await import(pathToFileURL(playwright).href);
  if (existsSync(chromium.executablePath())) return chromium.executablePath();
  say("Looking for a Chromium: trying Playwright's download...");
  spawnSync("npx", ["playwright", "install", "chromium"], { cwd: root, stdio: "ignore", timeout: 300_000 });
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : null;
}

function installedByApt() {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return null;
  say("Trying the distribution's own Chromium (apt-get install chromium)...");
  const options = {
    stdio: "ignore",
    timeout: 600_000,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  spawnSync("apt-get", ["update", "-qq"], options);
  spawnSync("apt-get", ["install", "-y", "-qq", "chromium"], options);
  return findChromium();
}

function readStamp(name) {
  const path = join(stamps, name);
  return existsSync(path) ? readFileSync(path, "utf8").trim() : null;
}

function writeStamp(name, text) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, name), text);
}

function run(command, args, failure) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ["ignore", process.argv.includes("--quiet") ? 2 : "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) fail(failure);
}

/** What a script prints may be read by another: with --quiet the standard output is left to it. */
function say(text) {
  if (!process.argv.includes("--quiet")) process.stdout.write(`${text}\n`);
  else process.stderr.write(`${text}\n`);
}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
