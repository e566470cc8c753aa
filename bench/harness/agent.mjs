// Runs where the measuring is done, a process of its own or a worker of a page: one library in each.
import { byId, Unsupported } from "../workloads.mjs";
import { peers } from "./peers.mjs";

/** Answers one message at a time. `extra` goes to the peer's `load`. */
export function agent(extra = {}) {
  let peer = null;
  const held = new Map();
  const handlers = {
    async load({ name }) {
      const load = await peers[name].load();
      peer = await load({ options: peers[name].options ?? {}, ...extra });
      return { version: peer.version, info: peer.info };
    },
    async prepare({ id }) {
      const workload = byId[id];
      // The inputs are made once before, so that the first call holds the library's share alone.
      workload.data();
      const start = performance.now();
      const prepared = await peer.prepare(id, workload);
      const check = Array.from(await prepared.check());
      held.set(id, prepared);
      return { firstMs: performance.now() - start, check, timed: prepared.run !== undefined };
    },
    async run({ id, n }) {
      const prepared = held.get(id);
      await prepared.reset?.();
      const start = performance.now();
      await prepared.run(n);
      return { ms: performance.now() - start };
    },
    async release({ id }) {
      held.get(id)?.dispose?.();
      held.delete(id);
      return {};
    },
    /** In a fresh context: import, set up, and the first result. */
    async first({ name, id }) {
      const start = performance.now();
      await handlers.load({ name });
      const prepared = await peer.prepare(id, byId[id]);
      await prepared.reset?.();
      await prepared.run(1);
      return { totalMs: performance.now() - start };
    },
  };
  return async ({ sequence, command, ...message }) => {
    try {
      return { sequence, ok: true, ...(await handlers[command](message)) };
    } catch (error) {
      const text = String(error?.message ?? error).slice(0, 300);
      return { sequence, ok: false, unsupported: error instanceof Unsupported, error: text };
    }
  };
}
