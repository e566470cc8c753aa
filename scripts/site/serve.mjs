// Serves the built site as any static host would, under any path. Used by `npm start`, the browser tests and the page benchmark.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import sirv from "sirv";
import { root } from "./stamp.mjs";

/**
 * @param {{ folder?: string, port?: number, base?: string, onrequest?: (url: string) => void, tries?: number }} options
 * @returns the server and the address it answers at
 */
export async function serveSite({
  folder = join(root, "build"),
  port = 0,
  base = "/",
  onrequest = () => undefined,
  tries = 1,
} = {}) {
  // A folder of one's own may be written to while it is served: each answer is looked up anew.
  const files = sirv(folder, { dev: folder !== join(root, "build"), etag: true });
  const server = createServer((request, response) => {
    const url = request.url ?? "/";
    onrequest(url);
    if (!url.startsWith(base)) return notFound(response);
    request.url = url.slice(base.length - 1);
    const [path, query] = request.url.split("?");
    // The pages' paths are relative, so a folder is only right with its slash.
    if (/^(\/[\w-]+)+$/.test(path) && existsSync(join(folder, path, "index.html"))) {
      response.writeHead(301, { location: `${url.split("?")[0]}/${query === undefined ? "" : `?${query}`}` });
      return response.end();
    }
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
  response.writeHead(404, { "content-type": "text/html; charset=utf-8" });
  response.end(readFileSync(join(root, "build", "404.html")));
}
