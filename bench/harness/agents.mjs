// The peers of a run, each in a context of its own: opened once, opened again after one has been stopped, left out where one does not load.
import { peers } from "./peers.mjs";
import { openTorch } from "./torch-host.mjs";

/** @param host opens contexts for the JavaScript peers: { open() } */
export function openAgents(host, names, timeoutMs) {
  const held = new Map();
  const versions = {};
  const leftOut = new Set();

  async function opened(name) {
    const agent = peers[name].native ? await openTorch() : await host.open();
    const answer = await agent.call({ command: "load", name }, timeoutMs);
    if (!answer.ok) {
      await agent.close();
      throw new Error(answer.error);
    }
    versions[name] = answer.version;
    return agent;
  }

  return {
    /** By name, those of `wanted` that load: what has ended since is opened anew. */
    async present(wanted = names) {
      for (const name of wanted) {
        if (held.has(name) || leftOut.has(name)) continue;
        try {
          held.set(name, await opened(name));
        } catch (error) {
          leftOut.add(name);
          process.stderr.write(`${peers[name].label} is left out: ${error.message}\n`);
        }
      }
      const asking = (name) => async (message) => {
        const answer = await held.get(name).call(message, timeoutMs);
        if (answer.gone) held.delete(name);
        return answer;
      };
      return Object.fromEntries(wanted.filter((name) => held.has(name)).map((name) => [name, asking(name)]));
    },
    versions,
    async close() {
      for (const agent of held.values()) await agent.close();
    },
  };
}
