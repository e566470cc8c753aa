// npm run test:firefox: the smoke tests in a stock Firefox. Where there is none they are left out, and it says so.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { buildSite } from "./build.mjs";
import { root } from "./site/stamp.mjs";

const firefox = findFirefox();
if (firefox === null) {
  console.log(
    "No Firefox was found, so its smoke tests are left out. Install one, or set FIREFOX_PATH to it.",
  );
  process.exit(0);
}
await buildSite();
console.log(`The smoke tests in ${firefox}:`);
const { status } = spawnSync(process.execPath, ["--test", join(root, "e2e/firefox/smoke.mjs")], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, FIREFOX_PATH: firefox },
});
process.exit(status ?? 1);

function findFirefox() {
  const named = process.env.FIREFOX_PATH;
  if (named !== undefined && named !== "") {
    if (existsSync(named)) return named;
    console.error(`FIREFOX_PATH is ${named}, and there is no such file.`);
    process.exit(1);
  }
  const onPath = (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) => ["firefox", "firefox-esr"].map((name) => join(folder, name)));
  const known = [
    ...onPath,
    "/Applications/Firefox.app/Contents/MacOS/firefox",
    String.raw`C:\Program Files\Mozilla Firefox\firefox.exe`,
  ];
  return known.find((path) => existsSync(path)) ?? null;
}
