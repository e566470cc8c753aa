// One peer in a worker of its own.
import { agent } from "./agent.mjs";

const answer = agent({ wasmPath: new URL("/wasm/", self.location.origin).href });
self.onmessage = async ({ data }) => self.postMessage(await answer(data));
self.postMessage({ ready: true });
