// One peer in a process of its own.
import { agent } from "./agent.mjs";

const answer = agent();
process.on("message", async (message) => process.send(await answer(message)));
process.send({ ready: true });
