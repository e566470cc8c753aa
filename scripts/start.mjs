// `npm start`: builds what has changed, serves it, prints the address. `npm start -- --port 8080` or PORT chooses the port.
import { buildSite } from "./build.mjs";
import { serveSite } from "./site/serve.mjs";

const port = choosePort();
process.stdout.write("Building what has changed...\n");
await buildSite();
const { address } = await serveSite({ port, tries: 20 });
process.stdout.write(`\nSlope is at ${address}\nStop it with Ctrl+C.\n`);

function choosePort() {
  const at = process.argv.indexOf("--port");
  const text = at >= 0 ? (process.argv[at + 1] ?? "") : (process.env.PORT ?? "4173");
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number < 65536) return number;
  process.stderr.write(`"${text}" is not a port: give a whole number from 1 to 65535.\n`);
  process.exit(1);
}
