// A million eager steps on a small tensor, in a process of its own: what is left on the heap after a collection, every tenth of the way.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { peers } from "./harness/peers.mjs";

const TENTHS = 10;
/** A slow or a growing loop ends earlier, and the table says at which step. */
const limits = { steps: 1_000_000, ms: 15_000, bytes: 1.5e9 };

/** Each loop of each peer: { name, loop, steps, heaps, us }. */
export async function measureMemory(names, steps = limits.steps) {
  const results = [];
  for (const name of names) {
    if (name === "plain" || peers[name].native) continue;
    const loops = await inProcess({ name });
    for (const loop of loops.names ?? []) {
      results.push({ name, loop, ...(await inProcess({ name, loop, steps })) });
    }
  }
  return results;
}

function inProcess(message) {
  const child = fork(fileURLToPath(import.meta.url), {
    execArgv: ["--expose-gc", "--max-old-space-size=4096"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  return new Promise((resolve, reject) => {
    child.once("message", (answer) => {
      child.kill();
      resolve(answer);
    });
    child.once("exit", (code) => reject(new Error(`the memory loop ended with ${code}`)));
    child.send(message);
  });
}

async function loops(name) {
  const load = await peers[name].load();
  return (await load({ options: peers[name].options ?? {} })).memory();
}

async function walk({ name, loop, steps }) {
  const step = (await loops(name))[loop];
  const waits = step() instanceof Promise;
  const heaps = [heapAfterCollection()];
  let [done, ms] = [0, 0];
  while (done < steps && ms < limits.ms && heaps.at(-1) < limits.bytes) {
    const tenth = { steps: done + steps / TENTHS, ms: ms + limits.ms / TENTHS };
    const start = performance.now() - ms;
    // Some steps between two looks at the clock.
    while (done < tenth.steps && ms < tenth.ms) {
      for (let i = 0; i < 100; i++) {
        const result = step();
        if (waits) await result;
      }
      done += 100;
      ms = performance.now() - start;
    }
    heaps.push(heapAfterCollection());
  }
  return { steps: done, heaps, us: (ms * 1000) / done };
}

/** The heap and the buffers outside of it. */
function heapAfterCollection() {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.send !== undefined) {
  process.once("message", async (message) => {
    if (message.loop === undefined) process.send({ names: Object.keys(await loops(message.name)) });
    else process.send(await walk(message));
  });
}
