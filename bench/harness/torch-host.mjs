// PyTorch as a peer: a process of Python beside either environment, fed the inputs with each request.
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { byId } from "../workloads.mjs";
import { conversation } from "./conversation.mjs";

const program = fileURLToPath(new URL("../peers/torch.py", import.meta.url));
/** Debian's interpreter, where python3-torch lies, need not be the first on the path. */
const candidates = [process.env.BENCH_PYTHON, "python3", "/usr/bin/python3"].filter(Boolean);
const python = () => candidates.find((name) => spawnSync(name, ["-c", "import torch"]).status === 0);

const dtypes = new Map([
  [Float32Array, "<f4"],
  [Int32Array, "<i4"],
]);
/** For JSON.stringify. */
function encoded(_key, value) {
  if (!ArrayBuffer.isView(value)) return value;
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return { dtype: dtypes.get(value.constructor), base64: bytes.toString("base64") };
}

/** @throws where no Python has torch */
export async function openTorch() {
  const command = python();
  if (command === undefined) throw new Error("no Python has torch (Debian: apt-get install python3-torch)");
  const child = spawn(command, [program], {
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" },
  });
  const { call, settle, end } = conversation({
    send(message) {
      const data = message.command === "prepare" ? { data: byId[message.id].data() } : {};
      child.stdin.write(`${JSON.stringify({ ...message, ...data }, encoded)}\n`);
    },
    stop: () => child.kill("SIGKILL"),
  });
  createInterface(child.stdout).on("line", (line) => settle(JSON.parse(line)));
  child.stdin.on("error", () => {});
  child.on("exit", () => end());
  return { call, close: async () => child.kill("SIGKILL") };
}
