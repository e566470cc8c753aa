// Agents as child processes, so that no library shares a heap or a compiler with another.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { conversation } from "./conversation.mjs";

const program = fileURLToPath(new URL("node-child.mjs", import.meta.url));

export const openNode = async () => ({ version: `Node ${process.versions.node}`, open, close() {} });

async function open() {
  const child = fork(program, { stdio: ["ignore", "ignore", "ignore", "ipc"] });
  await new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("error", reject);
  });
  const { call, settle, end } = conversation({
    send: (message) => child.send(message),
    stop: () => child.kill("SIGKILL"),
  });
  child.on("message", settle);
  child.on("exit", () => end());
  return { call, close: async () => child.kill("SIGKILL") };
}
