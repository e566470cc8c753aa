// Serves the built site as any static host would, under any path. Used by `npm start`, the browser tests and the page benchmark.
import { createServer } from "node:http";
import { join } from "node:path";
import sirv from "sirv";
import { root } from "./stamp.mjs";

/**
 * @param {{ port?: number, base?: string, onrequest?: (url: string) => void, tries?: number }} options
 * @returns the server and the address it answers at
 */
export async function serveSite({ port = 0, base = "/", onrequest = () => undefined, tries = 1 } = {}) {
  const files = sirv(join(root, "build"), { dev: false, etag: true });
  const server = createServer((request, response) => {
    const url = request.url ?? "/";
    onrequest(url);
    if (!url.startsWith(base)) return notFound(response);
    request.url = url.slice(base.length - 1);
    files(request, response, () => notFound(response));
  });
  for (let attempt = 0; ; attempt++) {
    try {
      await listen(server, port === 0 ? 0 : port + attempt);
      break;
    } catch (error) {
      if (error.code !== "EADDRINUSE" || attempt + 1 >= tries) throw error;
    }
  }
  return { server, address: `http://localhost:${server.address().port}${base}` };
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function notFound(response) {
  response.statusCode = 404;
  response.end("Not found");
}
