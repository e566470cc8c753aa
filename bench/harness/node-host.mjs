// Agents as child processes, so that no library shares a heap or a compiler with another.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

const child = fileURLToPath(new URL("node-child.mjs", import.meta.url));

export async function openInNode() {
  const process = fork(child, { stdio: ["ignore", "ignore", "ignore", "ipc"] });
  const waiting = new Map();
  let sequence = 0;
  let gone = false;
  await new Promise((resolve, reject) => {
    process.once("message", resolve);
    process.once("error", reject);
  });
  process.on("message", (answer) => settle(answer.sequence, answer));
  process.on("exit", () => {
    gone = true;
    for (const key of [...waiting.keys()]) settle(key, { ok: false, error: "the process ended", gone: true });
  });

  function settle(key, answer) {
    waiting.get(key)?.(answer);
    waiting.delete(key);
  }

  return {
    call(message, timeoutMs) {
      if (gone) return Promise.resolve({ ok: false, error: "the process is gone", gone: true });
      const key = ++sequence;
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          process.kill("SIGKILL");
          settle(key, { ok: false, error: `no answer in ${timeoutMs / 1000} s`, gone: true });
        }, timeoutMs);
        waiting.set(key, (answer) => {
          clearTimeout(timer);
          resolve(answer);
        });
        process.send({ ...message, sequence: key });
      });
    },
    async close() {
      process.kill("SIGKILL");
    },
  };
}
